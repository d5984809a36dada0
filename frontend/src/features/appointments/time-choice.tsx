import { useQuery } from '@tanstack/react-query'
import { SelectField, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { sentenceOf } from '@/api/problem'
import * as text from '@/i18n'
import { freeTimes } from './appointment-queries'

const words = text.appointments

type Props = {
  service: string | undefined
  day: string
  time: string
  error: string | undefined
  onDay: (day: string) => void
  onTime: (time: string) => void
}

/** A day, and one of the times that are free on it. */
export function TimeChoice({ service, day, time, error, onDay, onTime }: Props) {
  const query = useQuery({ ...freeTimes(day, service), enabled: Boolean(day) })
  const times = query.data?.items
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField label={words.day} type="date" value={day} onChange={({ target }) => onDay(target.value)} />
      <SelectField
        label={words.time}
        value={time}
        error={error}
        hint={query.isPending ? words.looking : times?.length === 0 ? words.nothingFree : undefined}
        disabled={!times?.length}
        onChange={({ target }) => onTime(target.value)}
      >
        <option value="" />
        {times?.map(({ starts_at, appointment_time }) => (
          <option key={starts_at} value={starts_at}>
            {appointment_time}
          </option>
        ))}
      </SelectField>
      {query.error && <Notice tone="bad">{sentenceOf(query.error)}</Notice>}
    </div>
  )
}
