import { infiniteQueryOptions, useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import {
  changeCannedReplyMutation,
  deleteCannedReplyMutation,
  makeCannedReplyMutation,
} from '@/api/generated/queries/conversations-changes.gen'
import { listCannedRepliesInfiniteOptions } from '@/api/generated/queries/conversations.gen'
import type { CannedReplyWish, ListCannedRepliesResponse } from '@/api/generated'
import { cannedReplyKeys } from '@/api/keys'

export type CannedReply = ListCannedRepliesResponse['items'][number]
export type Wish = CannedReplyWish

/** Newest first, page by page. */
export const cannedReplyList = () =>
  infiniteQueryOptions({
    ...listCannedRepliesInfiniteOptions(),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })

export const makeReply = makeCannedReplyMutation
export const changeReply = changeCannedReplyMutation
export const deleteReply = deleteCannedReplyMutation

/** A mutation after which the texts are asked again, however it went. */
export function useReplyChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  return useMutation({
    ...change,
    onSettled: () => Promise.all(cannedReplyKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}
