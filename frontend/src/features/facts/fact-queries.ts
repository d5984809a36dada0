import { infiniteQueryOptions, useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import type { FactWish, ListFactsResponse } from '@/api/generated'
import {
  approveFactMutation,
  changeFactMutation,
  deleteFactMutation,
  makeFactMutation,
  rejectFactMutation,
} from '@/api/generated/queries/facts-changes.gen'
import { listFactsInfiniteOptions } from '@/api/generated/queries/facts.gen'
import { factKeys } from '@/api/keys'

export type Fact = ListFactsResponse['items'][number]
export type Wish = FactWish

/** Newest first, page by page. */
export const factList = (status: Fact['status']) =>
  infiniteQueryOptions({
    ...listFactsInfiniteOptions({ query: { status } }),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })

export const makeFact = makeFactMutation
export const changeFact = changeFactMutation
export const approveFact = approveFactMutation
export const rejectFact = rejectFactMutation
export const deleteFact = deleteFactMutation

/** A mutation after which the facts are asked again, however it went. */
export function useFactChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  return useMutation({
    ...change,
    onSettled: () => Promise.all(factKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}
