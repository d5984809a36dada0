import { useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import {
  addBusyCalendarMutation,
  createCalendarFeedMutation,
  removeBusyCalendarMutation,
  revokeCalendarFeedMutation,
} from '@/api/generated/queries/appointments-changes.gen'
import { listBusyCalendarsOptions, listCalendarFeedsOptions, listResourcesOptions } from '@/api/generated/queries/appointments.gen'
import type { ListBusyCalendarsResponse, ListCalendarFeedsResponse } from '@/api/generated'

export type Feed = ListCalendarFeedsResponse['items'][number]
export type BusyCalendar = ListBusyCalendarsResponse['items'][number]

/** There are at most fifty of each. */
export const feeds = () => listCalendarFeedsOptions()
export const busyCalendars = () => listBusyCalendarsOptions()
export const resources = () => listResourcesOptions({ query: { limit: 200 } })

export const makeFeed = createCalendarFeedMutation
export const revokeFeed = revokeCalendarFeedMutation
export const addBusyCalendar = addBusyCalendarMutation
export const removeBusyCalendar = removeBusyCalendarMutation

/** A mutation after which both lists are asked again, however it went. */
export function useCalendarChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  return useMutation({
    ...change,
    onSettled: () =>
      Promise.all(
        [feeds(), busyCalendars()].map(({ queryKey }) => queryClient.invalidateQueries({ queryKey: queryKey as readonly unknown[] })),
      ),
  })
}
