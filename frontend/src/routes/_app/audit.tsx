import { createFileRoute } from '@tanstack/react-router'
import type { AuditFilter } from '@/features/audit/audit-list'
import { AuditPage } from '@/features/audit/audit-page'
import { word } from '@/lib/search-params'

export const Route = createFileRoute('/_app/audit')({
  validateSearch: (search: Record<string, unknown>): AuditFilter => ({
    who: word(search.who),
    what: word(search.what) as AuditFilter['what'],
    from: day(search.from),
    to: day(search.to),
  }),
  component: Screen,
})

function Screen() {
  const filter = Route.useSearch()
  const navigate = Route.useNavigate()
  return <AuditPage filter={filter} onFilter={(next) => void navigate({ to: '.', search: next, replace: true })} />
}

/** `2026-03-01`, as a date field gives it. */
function day(value: unknown): string | undefined {
  const written = word(value)
  return written && /^\d{4}-\d\d-\d\d$/.test(written) && !Number.isNaN(Date.parse(written)) ? written : undefined
}
