import { createFileRoute } from '@tanstack/react-router'
import { AccountsPage } from '@/features/accounts/accounts-page'
import { word } from '@/lib/search-params'

export const Route = createFileRoute('/_app/accounts')({
  validateSearch: (search: Record<string, unknown>): { linked?: string; error?: string } => ({
    linked: word(search.linked),
    error: word(search.error),
  }),
  component: Screen,
})

function Screen() {
  return <AccountsPage {...Route.useSearch()} />
}
