import { infiniteQueryOptions, useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import {
  changeWebhookMutation,
  createWebhookMutation,
  deleteWebhookMutation,
  listWebhookDeliveriesInfiniteOptions,
  listWebhooksOptions,
  replayDeliveryMutation,
  rotateWebhookSecretMutation,
  testWebhookMutation,
} from '@/api/generated/@tanstack/react-query.gen'
import type { ListWebhookDeliveriesResponse, ListWebhooksResponse, WebhookWish } from '@/api/generated'
import { webhookKeys } from '@/api/keys'

export type Webhook = ListWebhooksResponse['items'][number]
export type Delivery = ListWebhookDeliveriesResponse['items'][number]
export type EventType = WebhookWish['events'][number]

export const webhookList = () => ({
  ...listWebhooksOptions({ query: { limit: 200 } }),
  select: (page: { items: Webhook[] }) => page.items,
})

/** Newest first, a few at a time. */
export const deliveryList = (id: string) =>
  infiniteQueryOptions({
    ...listWebhookDeliveriesInfiniteOptions({ path: { webhook_id: id }, query: { limit: 10 } }),
    initialPageParam: { path: { webhook_id: id } },
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })

export const createWebhook = createWebhookMutation
export const changeWebhook = changeWebhookMutation
export const deleteWebhook = deleteWebhookMutation
export const rotateSecret = rotateWebhookSecretMutation
export const sendTest = testWebhookMutation
export const replay = replayDeliveryMutation

/** A mutation after which everything about webhooks is asked again, however it went. */
export function useWebhookChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  return useMutation({
    ...change,
    onSettled: () => Promise.all(webhookKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}
