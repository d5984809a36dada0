import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { SelectField, TextField } from '@/components/field'
import { WeeklyHours } from '@/components/weekly-hours'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { isWeekRight, officeWeek, openDays, tidyWeek, type Week } from '@/lib/weekly-hours'
import { SetupForm } from './setup-form'
import { bookingSettings, type Resource, type ResourceBody } from './setup-queries'

const words = text.bookablePeople
const shared = text.bookingSetup
const kinds = Object.entries(words.kinds) as [keyof typeof words.kinds, string][]

type Props = {
  person?: Resource
  busy: boolean
  error: unknown
  onSubmit: (body: ResourceBody) => void
  onCancel: () => void
}

/** Somebody or something that is booked, new or as it is. */
export function PersonForm({ person, busy, error, onSubmit, onCancel }: Props) {
  const [kind, setKind] = useState(person?.kind ?? 'staff')
  const [own, setOwn] = useState<Week | null>(person?.hours ?? null)
  const [asked, setAsked] = useState(false)
  const isNever = own !== null && openDays(own).length === 0
  const form = useSmallForm(
    { name: person?.name ?? '' },
    { name: (value) => (value.trim() ? undefined : text.common.nameMissing) },
    ({ name }) => {
      if (own === null || (!isNever && isWeekRight(own))) onSubmit({ name: name.trim(), kind, hours: own && tidyWeek(own) })
    },
  )
  return (
    <SetupForm
      busy={busy}
      error={error}
      onCancel={onCancel}
      onSubmit={(event) => {
        setAsked(true)
        form.onSubmit(event)
      }}
    >
      <TextField {...form.field('name')} ref={focusOnArrival} label={shared.name} maxLength={120} autoComplete="off" />
      <SelectField label={words.kind} value={kind} onChange={({ target }) => setKind(target.value as typeof kind)}>
        {kinds.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <OwnHours own={own} onChange={setOwn} isChecked={asked} error={asked && isNever ? words.ownHoursMissing : undefined} />
    </SetupForm>
  )
}

type OwnProps = { own: Week | null; onChange: (own: Week | null) => void; isChecked: boolean; error: string | undefined }

/** The hours of the business, or own ones, which begin as those of the business. */
function OwnHours({ own, onChange, isChecked, error }: OwnProps) {
  const id = useId()
  const business = useQuery(bookingSettings()).data?.hours ?? officeWeek
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1 text-small font-medium">{words.hours}</legend>
      {[false, true].map((isOwn) => (
        <label key={String(isOwn)} className="flex min-h-10 cursor-pointer items-center gap-2.5 text-small">
          <input
            type="radio"
            name={id}
            className="size-4.5 shrink-0"
            checked={(own !== null) === isOwn}
            onChange={() => onChange(isOwn ? business : null)}
          />
          {isOwn ? words.ownHours : words.asBusiness}
        </label>
      ))}
      {own && (
        <div className="mt-2">
          <WeeklyHours hours={own} onChange={onChange} isChecked={isChecked} />
        </div>
      )}
      {error && (
        <p id={id} role="alert" className="mt-2 text-small text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
