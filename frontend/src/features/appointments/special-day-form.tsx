import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { SelectField, TextField } from '@/components/field'
import { toast } from '@/components/toasts'
import { DayHours } from '@/components/weekly-hours'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { FIRST_SPAN, inOrder, problemOf, type Span } from '@/lib/weekly-hours'
import { daysInWords } from './days-in-words'
import { SetupForm } from './setup-form'
import { addSpecialDay, resources, useSetupChange } from './setup-queries'

const words = text.specialDays
const shared = text.bookingSetup
const LONGEST_MS = 366 * 86_400_000

/** Days on which it is closed, or open at other hours. */
export function SpecialDayForm({ today, onDone }: { today: string; onDone: () => void }) {
  const people = useQuery(resources()).data?.items ?? []
  const [whose, setWhose] = useState('')
  const [spans, setSpans] = useState<Span[]>()
  const [asked, setAsked] = useState(false)
  const [first, setFirst] = useState(today)
  const add = useSetupChange({
    ...addSpecialDay(),
    onSuccess: ({ first_day, last_day }) => {
      toast(words.added(daysInWords(first_day, last_day)))
      onDone()
    },
  })
  const form = useSmallForm(
    { last: today, note: '' },
    {
      last: (value) => daysProblem(first, value),
      note: () => undefined,
    },
    ({ last, note }) => {
      if (spans && (spans.length === 0 || problemOf(spans))) return
      add.mutate({
        body: { resource_id: whose || null, first_day: first, last_day: last, spans: inOrder(spans ?? []), note: note.trim() },
      })
    },
  )
  const last = form.field('last')
  return (
    <SetupForm
      busy={add.isPending}
      error={add.error}
      save={words.save}
      onCancel={onDone}
      onSubmit={(event) => {
        setAsked(true)
        form.onSubmit(event)
      }}
    >
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          ref={focusOnArrival}
          type="date"
          label={words.firstDay}
          error={asked && !first ? words.dayMissing : undefined}
          value={first}
          onChange={({ target }) => {
            setFirst(target.value)
            if (last.value < target.value) form.set('last', target.value)
          }}
        />
        <TextField {...last} error={last.error && daysProblem(first, last.value)} type="date" label={words.lastDay} />
      </div>
      {people.length > 1 && (
        <SelectField label={words.whose} value={whose} onChange={({ target }) => setWhose(target.value)}>
          <option value="">{shared.everybody}</option>
          {people.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <Difference spans={spans} onChange={setSpans} isChecked={asked} />
      <TextField {...form.field('note')} label={words.note} maxLength={200} autoComplete="off" />
    </SetupForm>
  )
}

type DifferenceProps = { spans: Span[] | undefined; onChange: (spans: Span[] | undefined) => void; isChecked: boolean }

/** Closed, or other hours. */
function Difference({ spans, onChange, isChecked }: DifferenceProps) {
  const id = useId()
  const error = isChecked && spans?.length === 0 ? words.spansMissing : undefined
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1 text-small font-medium">{words.difference}</legend>
      {[false, true].map((isOpen) => (
        <label key={String(isOpen)} className="flex min-h-10 cursor-pointer items-center gap-2.5 text-small">
          <input
            type="radio"
            name={id}
            className="size-4.5 shrink-0"
            checked={(spans !== undefined) === isOpen}
            onChange={() => onChange(isOpen ? [FIRST_SPAN] : undefined)}
          />
          {isOpen ? words.otherHours : words.closed}
        </label>
      ))}
      {spans && (
        <div className="mt-1">
          <DayHours name={words.theseDays} spans={spans} onChange={onChange} isChecked={isChecked} />
        </div>
      )}
      {error && (
        <p id={id} role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}

function daysProblem(first: string, last: string): string | undefined {
  if (!first || !last) return words.dayMissing
  const apart = Date.parse(last) - Date.parse(first)
  return apart >= 0 && apart <= LONGEST_MS ? undefined : words.backwards
}
