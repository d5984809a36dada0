import { Plus, X } from 'lucide-react'
import { useId } from 'react'
import { Button } from '@/components/button'
import * as text from '@/i18n'
import type { Settings, Span } from './escalation-queries'
import { days, FIRST_SPAN, type Day } from './hours'

const words = text.escalationSettings
const MOST_SPANS = 6
const weekdays: Settings['hours'] = Object.fromEntries(days.slice(0, 5).map((day) => [day, [FIRST_SPAN]]))

type Hours = Settings['hours'] | 'always'
type Props = { hours: Hours; onChange: (hours: Hours) => void; error: string | undefined }

/** When somebody is there: always, or some hours of some days. */
export function HoursFields({ hours, onChange, error }: Props) {
  const id = useId()
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1 text-small font-medium">{words.hours}</legend>
      {(['always', 'weekly'] as const).map((choice) => (
        <label key={choice} className="flex min-h-10 cursor-pointer items-center gap-2.5 text-small">
          <input
            type="radio"
            name={id}
            className="size-4.5 shrink-0"
            checked={(hours === 'always') === (choice === 'always')}
            onChange={() => onChange(choice === 'always' ? 'always' : weekdays)}
          />
          {words[choice]}
        </label>
      ))}
      {hours !== 'always' && (
        <ul className="mt-2 grid gap-2">
          {days.map((day) => (
            <DayRow key={day} day={day} spans={hours[day] ?? []} onChange={(spans) => onChange({ ...hours, [day]: spans })} />
          ))}
        </ul>
      )}
      {error && (
        <p id={id} role="alert" className="mt-2 text-small text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}

type DayProps = { day: Day; spans: Span[]; onChange: (spans: Span[]) => void }

function DayRow({ day, spans, onChange }: DayProps) {
  const name = words.days[day]
  const put = (at: number, span: Span) => onChange(spans.map((other, index) => (index === at ? span : other)))
  const add = (
    <Button kind="icon" aria-label={words.addSpan(name)} onClick={() => onChange([...spans, nextSpan(spans)])}>
      <Plus aria-hidden="true" className="size-4" />
    </Button>
  )
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1.5 text-small">
      <span className="flex min-h-10 w-20 shrink-0 items-center max-sm:min-h-0 max-sm:w-full">{name}</span>
      <div className="grid gap-1.5">
        {spans.length === 0 && (
          <div className="flex items-center gap-1.5">
            <span className="min-w-50 text-ink-faint">{words.closedDay}</span>
            {add}
          </div>
        )}
        {spans.map((span, index) => (
          <div key={index} className="flex items-center gap-1.5">
            <Clock label={words.from(name)} value={span.begins} onChange={(begins) => put(index, { ...span, begins })} />
            <span aria-hidden="true">–</span>
            <Clock label={words.to(name)} value={span.ends} onChange={(ends) => put(index, { ...span, ends })} />
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
      </div>
    </li>
  )
}

/** After the last span of the day, so that the new one is right as it stands. */
function nextSpan(spans: Span[]): Span {
  const last = spans.at(-1)
  return last && last.ends < '23:00' ? { begins: last.ends, ends: '23:00' } : FIRST_SPAN
}

type ClockProps = { label: string; value: string; onChange: (value: string) => void }

/** Midnight at the end of a day is 24:00 to the API, and 00:00 in a browser's clock field. */
function Clock({ label, value, onChange }: ClockProps) {
  const isEnd = value === '24:00'
  return (
    <input
      type="time"
      aria-label={label}
      value={isEnd ? '00:00' : value}
      onChange={({ target }) => onChange(isEnd && target.value === '00:00' ? '24:00' : target.value)}
      className="min-h-10 w-23 rounded-control border border-line-strong bg-surface px-2 text-small [&::-webkit-calendar-picker-indicator]:hidden"
    />
  )
}
