import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import type { Show } from '@/features/escalations/escalation-queries'
import { EscalationsPage } from '@/features/escalations/escalations-page'
import { currentWorkspace, me } from '@/features/people/queries'

const shows: readonly unknown[] = ['mine', 'resolved'] satisfies Show[]

export const Route = createFileRoute('/_app/escalations')({
  validateSearch: (search: Record<string, unknown>): { show?: Show } => ({
    show: shows.includes(search.show) ? (search.show as Show) : undefined,
  }),
  component: Screen,
})

function Screen() {
  const { show = 'open' } = Route.useSearch()
  const navigate = Route.useNavigate()
  const { data: person } = useSuspenseQuery(me())
  return (
    <EscalationsPage
      show={show}
      onShow={(next) => void navigate({ to: '.', search: { show: next === 'open' ? undefined : next }, replace: true })}
      role={currentWorkspace(person).role}
      userId={person.id}
    />
  )
}
