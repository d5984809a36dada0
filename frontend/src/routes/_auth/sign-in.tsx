import { createFileRoute } from '@tanstack/react-router'
import { SignInPage } from '@/features/people/sign-in-page'
import { word } from '@/lib/search-params'

export const Route = createFileRoute('/_auth/sign-in')({
  validateSearch: (search: Record<string, unknown>): { email?: string; return_to?: string } => ({ email: word(search.email), return_to: word(search.return_to) }),
  component: Screen,
})

function Screen() {
  const search = Route.useSearch()
  return <SignInPage {...search} />
}
