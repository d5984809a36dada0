import { infiniteQueryOptions, useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import type { ListUnansweredResponse } from '@/api/generated'
import {
  answerQuestionMutation,
  dismissQuestionMutation,
  reopenQuestionMutation,
} from '@/api/generated/queries/unanswered-changes.gen'
import { listUnansweredInfiniteOptions } from '@/api/generated/queries/unanswered.gen'
import { factKeys, unansweredKeys } from '@/api/keys'

export type Question = ListUnansweredResponse['items'][number]
export type Status = Question['status']

/** The last asked first, page by page. */
export const questionList = (status: Status) =>
  infiniteQueryOptions({
    ...listUnansweredInfiniteOptions({ query: { status } }),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })

export const answerQuestion = answerQuestionMutation
export const dismissQuestion = dismissQuestionMutation
export const reopenQuestion = reopenQuestionMutation

/** A mutation after which questions and facts are asked again, however it went. */
export function useQuestionChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  return useMutation({
    ...change,
    onSettled: () =>
      Promise.all([...unansweredKeys(), ...factKeys()].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}
