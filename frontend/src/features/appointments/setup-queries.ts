import { infiniteQueryOptions, useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import {
  changeBookingSettingsMutation,
  changeResourceMutation,
  changeServiceMutation,
  createResourceMutation,
  createServiceMutation,
  createSpecialDayMutation,
  deleteResourceMutation,
  deleteServiceMutation,
  deleteSpecialDayMutation,
} from '@/api/generated/queries/appointments-changes.gen'
import { listSpecialDaysInfiniteOptions, readBookingSettingsOptions } from '@/api/generated/queries/appointments.gen'
import {
  listResourcesQueryKey,
  listServicesQueryKey,
  listSpecialDaysQueryKey,
  readAvailabilityQueryKey,
  readBookingSettingsQueryKey,
} from '@/api/generated/queries/keys.gen'
import type {
  ListResourcesResponse,
  ListServicesResponse,
  ListSpecialDaysResponse,
  ReadBookingSettingsResponse,
  ResourceBody,
  ServiceBody,
} from '@/api/generated'

export { services } from './appointment-queries'
export { resources } from './calendar-queries'

export type Service = ListServicesResponse['items'][number]
export type Resource = ListResourcesResponse['items'][number]
export type SpecialDay = ListSpecialDaysResponse['items'][number]
export type BookingSettings = ReadBookingSettingsResponse
export type { ResourceBody, ServiceBody }

export const bookingSettings = () => readBookingSettingsOptions()

/** What was added last comes first. */
export const specialDays = () =>
  infiniteQueryOptions({
    ...listSpecialDaysInfiniteOptions({ query: { limit: 200 } }),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })

export const addService = createServiceMutation
export const changeService = changeServiceMutation
export const deleteService = deleteServiceMutation
export const addResource = createResourceMutation
export const changeResource = changeResourceMutation
export const deleteResource = deleteResourceMutation
export const addSpecialDay = createSpecialDayMutation
export const deleteSpecialDay = deleteSpecialDayMutation

/** A mutation after which all that is set up, and the free times, are asked again, however it went. */
export function useSetupChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  const keys = () => [
    listServicesQueryKey(),
    listResourcesQueryKey(),
    listSpecialDaysQueryKey(),
    readBookingSettingsQueryKey(),
    readAvailabilityQueryKey(),
  ]
  return useMutation({
    ...change,
    onSettled: () => Promise.all(keys().map((queryKey) => queryClient.invalidateQueries({ queryKey: queryKey as readonly unknown[] }))),
  })
}

/** Hours and booking rules are kept as one. */
export function useSettingsChange(onSaved: () => void) {
  const queryClient = useQueryClient()
  return useSetupChange({
    ...changeBookingSettingsMutation(),
    onSuccess: (saved) => {
      queryClient.setQueryData(bookingSettings().queryKey, saved)
      onSaved()
    },
  })
}
