import { createFileRoute } from '@tanstack/react-router'
import { RegisterPage } from '@/features/people/register-page'
import { word } from '@/lib/search-params'

export const Route = createFileRoute('/_auth/register')({
  validateSearch: (search: Record<string, unknown>): { email?: string; return_to?: string } => ({ email: word(search.email), return_to: word(search.return_to) }),
  component: Screen,
})

function Screen() {
  const search = Route.useSearch()
  return <RegisterPage {...search} />
}
