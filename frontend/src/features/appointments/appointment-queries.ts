import { infiniteQueryOptions, useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import {
  cancelAppointmentMutation,
  changeAppointmentMutation,
  completeAppointmentMutation,
  createAppointmentMutation,
  markNoShowMutation,
} from '@/api/generated/queries/appointments-changes.gen'
import {
  listAppointmentsInfiniteOptions,
  listServicesOptions,
  readAppointmentOptions,
  readAvailabilityOptions,
} from '@/api/generated/queries/appointments.gen'
import type { ListAppointmentsResponse } from '@/api/generated'
import { appointmentKeys } from '@/api/keys'

export type Appointment = ListAppointmentsResponse['items'][number]

/** One day of the business's calendar, the earliest first. */
export const appointmentsOf = (day: string) =>
  infiniteQueryOptions({
    ...listAppointmentsInfiniteOptions({ query: { date_from: day, date_to: day, limit: 200 } }),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items).reverse(),
  })

export const oneAppointment = (id: string) => readAppointmentOptions({ path: { appointment_id: id } })

export const services = () => ({ ...listServicesOptions({ query: { limit: 200 } }) })

/** Times of a day at which something can be booked. */
export const freeTimes = (day: string, service: string | undefined) =>
  readAvailabilityOptions({ query: { date_from: day, date_to: day, service_id: service ?? null } })

/** When, as the API takes it: a moment that the server named, or a time of the business's clock on a day. */
export const whenOf = (day: string, time: string) =>
  time.includes('T') ? { starts_at: time } : { appointment_date: day, appointment_time: time }

export const bookAppointment = createAppointmentMutation
export const changeAppointment = changeAppointmentMutation
export const cancelAppointment = cancelAppointmentMutation
export const completeAppointment = completeAppointmentMutation
export const markNoShow = markNoShowMutation

/** A mutation after which days and free times are asked again, however it went. */
export function useAppointmentChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  return useMutation({
    ...change,
    onSettled: () => Promise.all(appointmentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}
