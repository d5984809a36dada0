import { useMutation, useQuery, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import { bookOfferedTimeMutation, leaveWaitingListMutation } from '@/api/generated/queries/appointments-changes.gen'
import { listWaitingOptions } from '@/api/generated/queries/appointments.gen'
import type { ListWaitingResponse } from '@/api/generated'
import { appointmentKeys, waitingKeys } from '@/api/keys'

export type Waiting = ListWaitingResponse['items'][number]

const inStatus = (status: 'waiting' | 'offered') => listWaitingOptions({ query: { status, limit: 200 } })

/** Who is offered a time on top, then who waits, the longest first: of each the two hundred who came last. */
export function useWaiting() {
  const parts = [useQuery(inStatus('offered')), useQuery(inStatus('waiting'))]
  return {
    data: parts.every(({ data }) => data) ? parts.flatMap(({ data }) => data?.items.toReversed() ?? []) : undefined,
    hasMore: parts.some(({ data }) => data?.next_cursor),
    error: parts.find(({ error }) => error)?.error,
    isFetching: parts.some(({ isFetching }) => isFetching),
    refetch: () => parts.forEach(({ refetch }) => void refetch()),
  }
}

export const bookOffered = bookOfferedTimeMutation
export const leaveList = leaveWaitingListMutation

/** A mutation after which the list, the days and the free times are asked again, however it went. */
export function useWaitingChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  return useMutation({
    ...change,
    onSettled: () =>
      Promise.all([...waitingKeys(), ...appointmentKeys()].map((queryKey) => queryClient.invalidateQueries({ queryKey: queryKey as readonly unknown[] }))),
  })
}
