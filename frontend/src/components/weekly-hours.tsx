import { Copy, Plus, X } from 'lucide-react'
import { useId } from 'react'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { copiedToWeekdays, days, nextSpan, problemOf, type Span, type Week } from '@/lib/weekly-hours'
import { Button } from './button'

const words = text.weeklyHours
const MOST_SPANS = 6
// Where there is room, the hours stand beside the day.
const wide = '@min-[26rem]:order-none @min-[26rem]:w-auto @min-[26rem]:min-w-0 @min-[26rem]:flex-1'

type WeekProps = {
  hours: Week
  onChange: (hours: Week) => void
  /** Whether it is said what is wrong with a day. */
  isChecked: boolean
}

/** Opening hours of a week: each day closed, or open in some spans with breaks between them. */
export function WeeklyHours({ hours, onChange, isChecked }: WeekProps) {
  return (
    <ul className="@container grid gap-2">
      {days.map((day) => {
        const spans = hours[day] ?? []
        return (
          <li key={day} className="flex flex-wrap items-start gap-x-2 gap-y-1 text-small">
            <span className="flex min-h-10 grow items-center max-sm:min-h-11 @min-[26rem]:w-20 @min-[26rem]:grow-0">{words.days[day]}</span>
            <div className={cx(spans.length > 0 && 'order-last w-full', wide)}>
              <DayHours
                name={words.days[day]}
                spans={spans}
                onChange={(changed) => onChange({ ...hours, [day]: changed })}
                isChecked={isChecked}
              />
            </div>
            {spans.length > 0 && (
              <Button
                kind="quiet"
                className="px-3!"
                aria-label={words.copyNamed(words.days[day])}
                title={words.copyNamed(words.days[day])}
                onClick={() => onChange(copiedToWeekdays(hours, day))}
              >
                <Copy aria-hidden="true" className="size-4" />
                <span className="@min-[26rem]:hidden">{words.copy}</span>
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

type DayProps = { name: string; spans: Span[]; onChange: (spans: Span[]) => void; isChecked: boolean }

/** The hours of one day, or of days that are alike. */
export function DayHours({ name, spans, onChange, isChecked }: DayProps) {
  const id = useId()
  const problem = isChecked ? problemOf(spans) : undefined
  const wrong = problem && { 'aria-invalid': true, 'aria-describedby': id }
  const put = (at: number, span: Span) => onChange(spans.map((other, index) => (index === at ? span : other)))
  const add = (
    <Button kind="icon" aria-label={words.addSpan(name)} onClick={() => onChange([...spans, nextSpan(spans)])}>
      <Plus aria-hidden="true" className="size-4" />
    </Button>
  )
  return (
    <div className="grid grid-cols-1 gap-1.5 text-small">
      {spans.length === 0 && (
        <div className="flex items-center gap-1.5">
          <span className="text-ink-faint @min-[26rem]:min-w-50">{words.closed}</span>
          {add}
        </div>
      )}
      {spans.map((span, index) => (
        <div key={index} className="flex items-center gap-1.5">
          <Clock {...wrong} label={words.from(name)} value={span.begins} onChange={(begins) => put(index, { ...span, begins })} />
          <span aria-hidden="true">–</span>
          <Clock {...wrong} isEnd label={words.to(name)} value={span.ends} onChange={(ends) => put(index, { ...span, ends })} />
          <Button
            kind="icon"
            aria-label={words.removeSpan(name, span.begins)}
            onClick={() => onChange(spans.filter((_, other) => other !== index))}
          >
            <X aria-hidden="true" className="size-4" />
          </Button>
          {index === spans.length - 1 && spans.length < MOST_SPANS && add}
        </div>
      ))}
      {problem && (
        <p id={id} role="alert" className="text-bad">
          {words.problems[problem](name)}
        </p>
      )}
    </div>
  )
}

type ClockProps = {
  label: string
  value: string
  onChange: (value: string) => void
  isEnd?: boolean
  'aria-invalid'?: boolean
  'aria-describedby'?: string
}

/** Midnight at the end of a day is 24:00 to the API, and 00:00 in a browser's clock field. */
function Clock({ label, value, onChange, isEnd = false, ...state }: ClockProps) {
  return (
    <input
      {...state}
      type="time"
      aria-label={label}
      value={value === '24:00' ? '00:00' : value}
      onChange={({ target }) => onChange(isEnd && target.value === '00:00' ? '24:00' : target.value)}
      className="min-h-10 w-22 min-w-0 rounded-control border border-line-strong bg-surface px-2 text-small aria-invalid:border-bad [&::-webkit-calendar-picker-indicator]:hidden"
    />
  )
}
