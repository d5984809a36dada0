import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { Notice } from '@/components/notice'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import { WeeklyHours } from '@/components/weekly-hours'
import * as text from '@/i18n'
import { isWeekRight, openDays, tidyWeek, type Week } from '@/lib/weekly-hours'
import { bookingSettings, useSettingsChange, type BookingSettings } from './setup-queries'

const words = text.openingHours

/** When the business is open. */
export function HoursCard({ mayChange }: { mayChange: boolean }) {
  const query = useQuery(bookingSettings())
  return (
    <Card title={words.title} lead={words.lead}>
      <QueryStates query={query} waiting={<SkeletonRows rows={7} className="h-10" />}>
        {(kept) => <HoursForm kept={kept} mayChange={mayChange} />}
      </QueryStates>
    </Card>
  )
}

function HoursForm({ kept, mayChange }: { kept: BookingSettings; mayChange: boolean }) {
  const [edited, setEdited] = useState<Week>()
  const [asked, setAsked] = useState(false)
  const hours = edited ?? kept.hours
  const change = useSettingsChange(() => {
    toast(words.saved)
    setEdited(undefined)
    setAsked(false)
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    setAsked(true)
    if (isWeekRight(hours)) change.mutate({ body: { ...kept, hours: tidyWeek(hours) } })
  }

  return (
    <form noValidate onSubmit={submit}>
      <fieldset disabled={!mayChange} className="grid gap-4">
        <legend className="sr-only">{words.title}</legend>
        <WeeklyHours hours={hours} onChange={setEdited} isChecked={asked} />
        {openDays(hours).length === 0 && <Notice tone="warn">{words.alwaysClosed}</Notice>}
        {change.error && <Notice tone="bad">{sentenceOf(change.error)}</Notice>}
        {mayChange && (
          <div>
            <Button type="submit" kind="primary" busy={change.isPending}>
              {text.common.save}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  )
}
