import { listEscalations } from '@/api/generated/sdk/escalations.gen'
import { listEscalationsQueryKey } from '@/api/generated/queries/keys.gen'
import type { ListEscalationsResponse } from '@/api/generated'

/** How many are counted; whoever has more does not count any more. */
export const MOST_COUNTED = 99

const asked = { query: { status: 'open', limit: MOST_COUNTED + 1 } } as const

/** How many customers wait for a person, for the navigation; one more than `MOST_COUNTED` stands for all that is more. */
export const openCount = () => ({
  queryKey: listEscalationsQueryKey(asked),
  queryFn: async ({ signal }: { signal: AbortSignal }) => (await listEscalations({ ...asked, signal, throwOnError: true })).data,
  select: (page: ListEscalationsResponse) => page.items.length,
})
