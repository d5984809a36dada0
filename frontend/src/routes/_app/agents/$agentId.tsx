import { createFileRoute } from '@tanstack/react-router'
import { AgentPage } from '@/features/agents/agent-page'
import { Documents } from '@/features/knowledge/documents'

export const Route = createFileRoute('/_app/agents/$agentId')({ component: Screen })

function Screen() {
  const { agentId } = Route.useParams()
  return <AgentPage key={agentId} id={agentId} documents={<Documents agentId={agentId} />} />
}
