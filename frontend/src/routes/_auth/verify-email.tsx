import { createFileRoute } from '@tanstack/react-router'
import { VerifyEmailPage } from '@/features/people/verify-email-page'
import { word } from '@/lib/search-params'

export const Route = createFileRoute('/_auth/verify-email')({
  validateSearch: (search: Record<string, unknown>): { email?: string; return_to?: string } => ({ email: word(search.email), return_to: word(search.return_to) }),
  component: Screen,
})

function Screen() {
  const search = Route.useSearch()
  return <VerifyEmailPage {...search} />
}
