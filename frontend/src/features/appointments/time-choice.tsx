import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { SelectField, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { clockTime } from '@/lib/time'
import { freeTimes } from './appointment-queries'

const words = text.appointments
const OTHER = 'other'

type Props = {
  service: string | undefined
  day: string
  /** A free time as the server named it, or one typed by a person: `18:30`. */
  time: string
  error: string | undefined
  onDay: (day: string) => void
  onTime: (time: string) => void
  /** It is the first thing of its form, so it gets the focus. */
  isFirst: boolean
}

/** A day, and one of the times that are free on it, or any other one: the agent's rules do not bind people. */
export function TimeChoice({ service, day, time, error, onDay, onTime, isFirst }: Props) {
  const query = useQuery({ ...freeTimes(day, service), enabled: Boolean(day) })
  const [isTyped, setTyped] = useState(false)
  const times = query.data?.items
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        ref={isFirst ? focusOnArrival : undefined}
        label={words.day}
        type="date"
        value={day}
        onChange={({ target }) => onDay(target.value)}
      />
      <SelectField
        name="time"
        label={words.time}
        value={isTyped ? OTHER : time}
        error={isTyped ? undefined : error}
        hint={query.isLoading ? words.looking : times?.length === 0 ? words.nothingFree : undefined}
        onChange={({ target }) => {
          setTyped(target.value === OTHER)
          onTime(target.value === OTHER ? '' : target.value)
        }}
      >
        <option value="" />
        {times?.map(({ starts_at }) => (
          <option key={starts_at} value={starts_at}>
            {clockTime(starts_at, query.data!.timezone)}
          </option>
        ))}
        <option value={OTHER}>{words.otherTime}</option>
      </SelectField>
      {isTyped && (
        <TextField
          ref={focusOnArrival}
          type="time"
          label={words.whatTime}
          hint={words.whatTimeHint}
          error={error}
          value={time}
          onChange={({ target }) => onTime(target.value)}
        />
      )}
      {query.error && <Notice tone="bad">{sentenceOf(query.error)}</Notice>}
    </div>
  )
}
