import { useInfiniteQuery, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarDays, ChevronLeft, ChevronRight, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { TextField } from '@/components/field'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { currentWorkspace, me } from '@/features/people/queries'
import * as text from '@/i18n'
import { useFocusBack } from '@/lib/focus'
import { dayKey, useZone } from '@/lib/time'
import { AppointmentCard } from './appointment-card'
import { appointmentsOf, services } from './appointment-queries'

const words = text.appointments
const linkLook = 'inline-flex min-h-10 items-center text-small font-medium text-accent-strong underline-offset-4 hover:underline'
const NewAppointment = lazy(() => import('./new-appointment').then((file) => ({ default: file.NewAppointment })))
const WaitingCard = lazy(() => import('./waiting-card').then((file) => ({ default: file.WaitingCard })))

/** Who comes on a day, one day at a time. */
export function AppointmentsPage() {
  const { data: person } = useSuspenseQuery(me())
  const { role } = currentWorkspace(person)
  const mayChange = role !== 'viewer'
  const zone = useZone()
  const [day, setDay] = useState(() => dayKey(new Date().toISOString(), zone))
  const [booking, setBooking] = useState(false)
  const query = useInfiniteQuery(appointmentsOf(day))
  const names = new Map(useQuery(services()).data?.items.map(({ id, name }) => [id, name]))
  const button = useFocusBack(booking)
  const start = mayChange && !booking && (
    <Button ref={button} kind="primary" onClick={() => setBooking(true)}>
      <Plus aria-hidden="true" className="size-4" />
      {words.add}
    </Button>
  )
  return (
    <Page title={words.title} lead={words.lead} actions={query.data?.length ? start : null}>
      <div className="grid gap-4">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <DayChoice day={day} onDay={setDay} />
          <div className="flex flex-wrap gap-x-5">
            <Link to="/booking-setup" className={linkLook}>
              {words.setup}
            </Link>
            {(role === 'owner' || role === 'admin') && (
              <Link to="/calendars" className={linkLook}>
                {words.calendars}
              </Link>
            )}
          </div>
        </div>
        {booking && (
          <Card title={words.newTitle}>
            <Suspense fallback={<SkeletonRows rows={3} />}>
              <NewAppointment
                firstDay={day}
                onDone={(booked) => {
                  setBooking(false)
                  if (booked) setDay(booked)
                }}
              />
            </Suspense>
          </Card>
        )}
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={3} className="h-28" />}
          empty={
            booking ? null : (
              <Card>
                <EmptyState icon={CalendarDays} title={words.emptyTitle} action={start}>
                  {words.emptyBody}
                </EmptyState>
              </Card>
            )
          }
        >
          {(found) => (
            <ul className="grid gap-4">
              {found.map((each) => (
                <AppointmentCard
                  key={each.id}
                  appointment={each}
                  service={each.service_id ? names.get(each.service_id) : undefined}
                  mayChange={mayChange}
                />
              ))}
            </ul>
          )}
        </QueryStates>
        {query.hasNextPage && (
          <div className="text-center">
            <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {text.common.loadMore}
            </Button>
          </div>
        )}
        <Suspense fallback={<SkeletonRows rows={1} className="h-28" />}>
          <WaitingCard mayChange={mayChange} />
        </Suspense>
      </div>
    </Page>
  )
}

function DayChoice({ day, onDay }: { day: string; onDay: (day: string) => void }) {
  const beside = (days: number) => {
    const other = new Date(`${day}T00:00:00Z`)
    other.setUTCDate(other.getUTCDate() + days)
    onDay(other.toISOString().slice(0, 10))
  }
  return (
    <div className="flex items-end gap-2">
      <Button kind="icon" aria-label={words.earlier} onClick={() => beside(-1)}>
        <ChevronLeft aria-hidden="true" className="size-5" />
      </Button>
      <TextField
        label={words.day}
        type="date"
        value={day}
        onChange={({ target }) => target.value && onDay(target.value)}
      />
      <Button kind="icon" aria-label={words.later} onClick={() => beside(1)}>
        <ChevronRight aria-hidden="true" className="size-5" />
      </Button>
    </div>
  )
}
