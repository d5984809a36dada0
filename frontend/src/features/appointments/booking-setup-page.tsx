import { useSuspenseQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import { SkeletonRows } from '@/components/skeleton'
import { currentWorkspace, me } from '@/features/people/queries'
import * as text from '@/i18n'
import { ServicesCard } from './services-card'

const words = text.bookingSetup
const PeopleCard = lazy(() => import('./people-card').then((file) => ({ default: file.PeopleCard })))
const HoursCard = lazy(() => import('./hours-card').then((file) => ({ default: file.HoursCard })))
const SpecialDaysCard = lazy(() => import('./special-days-card').then((file) => ({ default: file.SpecialDaysCard })))
const BookingRulesCard = lazy(() => import('./booking-rules-card').then((file) => ({ default: file.BookingRulesCard })))

/** What can be booked, with whom and when. Owners and admins change it, the others read it. */
export function BookingSetupPage() {
  const { data: person } = useSuspenseQuery(me())
  const { role } = currentWorkspace(person)
  const mayChange = role === 'owner' || role === 'admin'
  return (
    <Page title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        {!mayChange && <Notice>{words.readOnly}</Notice>}
        <div className="grid items-start gap-4 lg:grid-cols-[4fr_5fr]">
          <div className="grid gap-4">
            <ServicesCard mayChange={mayChange} />
            <Suspense fallback={<SkeletonRows rows={1} className="h-48" />}>
              <PeopleCard mayChange={mayChange} />
            </Suspense>
          </div>
          <div className="grid gap-4">
            <Suspense fallback={<SkeletonRows rows={3} className="h-72" />}>
              <HoursCard mayChange={mayChange} />
              <SpecialDaysCard mayChange={mayChange} />
              <BookingRulesCard mayChange={mayChange} />
            </Suspense>
          </div>
        </div>
      </div>
    </Page>
  )
}
