import { createFileRoute } from '@tanstack/react-router'
import { RegisterPage } from '@/features/people/register-page'
import { word } from '@/lib/search-params'

export const Route = createFileRoute('/_auth/register')({
  validateSearch: (search: Record<string, unknown>): { email?: string } => ({ email: word(search.email) }),
  component: Screen,
})

function Screen() {
  const search = Route.useSearch()
  return <RegisterPage {...search} />
}
