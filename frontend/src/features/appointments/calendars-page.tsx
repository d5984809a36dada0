import { Page } from '@/components/page'
import * as text from '@/i18n'
import { BusyCalendarsCard } from './busy-calendars-card'
import { FeedsCard } from './feeds-card'

/** How the calendar hangs together with others. For owners and admins. */
export function CalendarsPage() {
  return (
    <Page title={text.calendars.title} lead={text.calendars.lead}>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <FeedsCard />
        <BusyCalendarsCard />
      </div>
    </Page>
  )
}
