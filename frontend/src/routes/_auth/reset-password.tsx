import { createFileRoute } from '@tanstack/react-router'
import { ResetPasswordPage } from '@/features/people/reset-password-page'
import { word } from '@/lib/search-params'

export const Route = createFileRoute('/_auth/reset-password')({
  validateSearch: (search: Record<string, unknown>): { email?: string } => ({ email: word(search.email) }),
  component: Screen,
})

function Screen() {
  const search = Route.useSearch()
  return <ResetPasswordPage {...search} />
}
