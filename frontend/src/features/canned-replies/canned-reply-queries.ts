import { useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import {
  changeCannedReplyMutation,
  deleteCannedReplyMutation,
  makeCannedReplyMutation,
} from '@/api/generated/queries/conversations-changes.gen'
import type { CannedReplyWish } from '@/api/generated'
import { cannedReplyKeys } from '@/api/keys'

export { cannedReplyList, type CannedReply } from './queries'

export type Wish = CannedReplyWish

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
