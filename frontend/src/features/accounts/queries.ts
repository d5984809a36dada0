import { instagramAuthUrl as askForAddress } from '@/api/generated'
import {
  listAccountsOptions,
  unlinkInstagramAccountMutation,
} from '@/api/generated/@tanstack/react-query.gen'
import type { ListAccountsResponse } from '@/api/generated'

export type Account = ListAccountsResponse['items'][number]

export const accountList = () => ({
  ...listAccountsOptions({ query: { limit: 200 } }),
  select: (page: { items: Account[] }) => page.items,
})
export const unlinkAccount = unlinkInstagramAccountMutation

/** Where Meta asks for consent. Each address works once, so it is fetched when it is needed and never kept. */
export const linkAddress = {
  mutationFn: async () => (await askForAddress({ throwOnError: true })).data.url,
}

/** What people call the account. */
export function accountName(account: Account, unnamed: string): string {
  const handle = account.username || account.ig_username
  return handle ? (account.channel === 'instagram' ? `@${handle}` : handle) : unnamed
}
