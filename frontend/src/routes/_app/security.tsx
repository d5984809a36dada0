import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { currentWorkspace, me } from '@/features/people/queries'
import { SecurityPage } from '@/features/people/security-page'

export const Route = createFileRoute('/_app/security')({ component: Screen })

function Screen() {
  const { data: person } = useSuspenseQuery(me())
  return <SecurityPage role={currentWorkspace(person).role} />
}
