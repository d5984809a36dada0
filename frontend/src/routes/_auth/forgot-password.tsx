import { createFileRoute } from '@tanstack/react-router'
import { ForgotPasswordPage } from '@/features/people/forgot-password-page'
import { word } from '@/lib/search-params'

export const Route = createFileRoute('/_auth/forgot-password')({
  validateSearch: (search: Record<string, unknown>): { email?: string } => ({ email: word(search.email) }),
  component: Screen,
})

function Screen() {
  const search = Route.useSearch()
  return <ForgotPasswordPage {...search} />
}
