import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { lazy } from 'react'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { dayKey, useZone } from '@/lib/time'
import { spansInWords } from '@/lib/weekly-hours'
import { daysInWords } from './days-in-words'
import { FormInPlace } from './form-in-place'
import { deleteSpecialDay, resources, specialDays, useSetupChange, type SpecialDay } from './setup-queries'
import { SetupRow } from './setup-row'

const words = text.specialDays
const shared = text.bookingSetup
const SpecialDayForm = lazy(() => import('./special-day-form').then((file) => ({ default: file.SpecialDayForm })))

/** Holidays, and days with other hours: those to come first. */
export function SpecialDaysCard({ mayChange }: { mayChange: boolean }) {
  const query = useInfiniteQuery(specialDays())
  const today = dayKey(new Date().toISOString(), useZone())
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={2} />}
          empty={<p className="text-small text-ink-faint">{words.none}</p>}
        >
          {(found) => (
            <ul className="grid gap-4">
              {comingFirst(found, today).map((each) => (
                <SpecialDayRow key={each.id} special={each} isPast={each.last_day < today} mayChange={mayChange} />
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
        {mayChange && (
          <FormInPlace label={words.add}>{(close) => <SpecialDayForm today={today} onDone={close} />}</FormInPlace>
        )}
      </div>
    </Card>
  )
}

/** The next one on top; what is over below, the latest first. */
function comingFirst(found: SpecialDay[], today: string): SpecialDay[] {
  const sorted = found.toSorted((a, b) => a.first_day.localeCompare(b.first_day))
  const isOver = ({ last_day }: SpecialDay) => last_day < today
  return [...sorted.filter((each) => !isOver(each)), ...sorted.filter(isOver).toReversed()]
}

function SpecialDayRow({ special, isPast, mayChange }: { special: SpecialDay; isPast: boolean; mayChange: boolean }) {
  const { id, first_day, last_day, spans = [], resource_id, note } = special
  const people = useQuery(resources()).data?.items
  const when = daysInWords(first_day, last_day)
  const remove = useSetupChange({
    ...deleteSpecialDay(),
    onSuccess: () => toast(words.deleted(when)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  const about = [
    spans.length ? spansInWords(spans) : words.closed,
    resource_id ? people?.find((person) => person.id === resource_id)?.name : shared.everybody,
    note,
  ]
  return (
    <SetupRow
      name={when}
      badge={isPast && <Badge>{words.past}</Badge>}
      about={about.filter(Boolean).join(' · ')}
      mayChange={mayChange}
      isDeleting={remove.isPending}
      deleteBody={words.deleteBody}
      onDelete={() => remove.mutate({ path: { special_day_id: id } })}
    />
  )
}
