import { listWebhookDeliveriesInfiniteQueryKey, listWebhooksQueryKey } from '@/api/generated/@tanstack/react-query.gen'

/** The list, and what each was told. The rest of the queries stands apart, because every page loads this file. */
export const webhookKeys = () => [
  listWebhooksQueryKey(),
  listWebhookDeliveriesInfiniteQueryKey({ path: undefined as never }),
]
