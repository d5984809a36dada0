import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import type { ListGoldenQuestionsResponse, ReadGoldenRunResponse } from '@/api/generated'
import {
  changeGoldenQuestionMutation,
  deleteGoldenQuestionMutation,
  makeGoldenQuestionMutation,
  runGoldenQuestionsMutation,
} from '@/api/generated/queries/golden-questions-changes.gen'
import {
  listGoldenQuestionsInfiniteOptions,
  listGoldenRunsOptions,
  readGoldenRunOptions,
} from '@/api/generated/queries/golden-questions.gen'
import { goldenKeys } from '@/api/keys'

export type GoldenQuestion = ListGoldenQuestionsResponse['items'][number]
export type RunResults = ReadGoldenRunResponse
export type Result = RunResults['results'][number]

/** Newest first, page by page. */
export const questionList = (agentId: string) =>
  infiniteQueryOptions({
    ...listGoldenQuestionsInfiniteOptions({ query: { agent_id: agentId } }),
    initialPageParam: { query: { agent_id: agentId } },
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })

/** The newest run, if there was one. */
export const lastRun = (agentId: string) =>
  queryOptions({
    ...listGoldenRunsOptions({ query: { agent_id: agentId, limit: 1 } }),
    select: ({ items }) => items[0] ?? null,
  })

export const runResults = (id: string) => readGoldenRunOptions({ path: { run_id: id } })

export const makeQuestion = makeGoldenQuestionMutation
export const changeQuestion = changeGoldenQuestionMutation
export const deleteQuestion = deleteGoldenQuestionMutation
export const runQuestions = runGoldenQuestionsMutation

/** A mutation after which questions and runs are asked again, however it went. */
export function useGoldenChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  return useMutation({
    ...change,
    onSettled: () => Promise.all(goldenKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}
