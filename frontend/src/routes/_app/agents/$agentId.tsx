import { createFileRoute } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { SkeletonRows } from '@/components/skeleton'
import { AgentPage } from '@/features/agents/agent-page'

const Documents = lazy(() => import('@/features/knowledge/documents').then((file) => ({ default: file.Documents })))
const Sites = lazy(() => import('@/features/knowledge/sites').then((file) => ({ default: file.Sites })))
const ReadingAmount = lazy(() =>
  import('@/features/knowledge/reading-amount').then((file) => ({ default: file.ReadingAmount })),
)

export const Route = createFileRoute('/_app/agents/$agentId')({ component: Screen })

function Screen() {
  const { agentId } = Route.useParams()
  const documents = (
    <Suspense fallback={<SkeletonRows rows={1} className="h-40" />}>
      <Documents agentId={agentId} />
      <Sites agentId={agentId} />
      <ReadingAmount agentId={agentId} />
    </Suspense>
  )
  return <AgentPage key={agentId} id={agentId} documents={documents} />
}
