import { useState, type FormEvent } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { SelectField, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Switch } from '@/components/switch'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { useSetReminders, type Reminders } from './mail-settings-queries'

const words = text.mailSettings
const ways = Object.entries(words.wayChoices)
const HOURS = [5, 6, 7, 8, 9, 10]

const isHours = (value: string) => /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 168

/** Reminders to customers, and the owner's summary of the day. */
export function RemindersForm({ kept, mayWrite }: { kept: Reminders; mayWrite: boolean }) {
  const [edited, setEdited] = useState<Partial<ReturnType<typeof valuesOf>>>({})
  const { isOn, first, second, from, until, way, hour, whenEmpty } = { ...valuesOf(kept), ...edited }
  const put = (change: typeof edited) => setEdited((all) => ({ ...all, ...change }))
  const [asked, setAsked] = useState(false)
  const save = useSetReminders()

  const errors = {
    first: isHours(first) ? undefined : words.hoursWrong,
    second: second === '' || isHours(second) ? undefined : words.hoursWrong,
  }
  const shown: Partial<typeof errors> = asked ? errors : {}

  function submit(event: FormEvent): void {
    event.preventDefault()
    setAsked(true)
    if (Object.values(errors).some(Boolean)) return
    save.mutate(
      {
        body: {
          is_on: isOn,
          // What was set by a program beyond these two stays.
          hours_before: [first, second].filter(Boolean).map(Number).concat(kept.hours_before.slice(2)),
          quiet_from: from,
          quiet_until: until,
          ways: way.split(',') as Reminders['ways'],
          summary_hour: hour,
          summary_when_empty: whenEmpty,
        },
      },
      {
        onSuccess: () => {
          toast(words.saved)
          setEdited({})
          setAsked(false)
        },
      },
    )
  }

  const hours = hour === null || HOURS.includes(hour) ? HOURS : [...HOURS, hour].toSorted((a, b) => a - b)
  return (
    <form noValidate onSubmit={submit}>
      <fieldset disabled={!mayWrite} className="grid gap-5">
        <Switch label={words.isOn} hint={words.isOnHint} checked={isOn} disabled={!mayWrite} onChange={(on) => put({ isOn: on })} />
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            label={words.first}
            error={shown.first}
            inputMode="numeric"
            value={first}
            onChange={({ target }) => put({ first: target.value.trim() })}
          />
          <TextField
            label={words.second}
            hint={words.secondHint}
            error={shown.second}
            inputMode="numeric"
            value={second}
            onChange={({ target }) => put({ second: target.value.trim() })}
          />
          <TextField
            type="time"
            label={words.quietFrom}
            hint={words.quietHint}
            value={from}
            onChange={({ target }) => put({ from: target.value || from })}
          />
          <TextField
            type="time"
            label={words.quietUntil}
            value={until}
            onChange={({ target }) => put({ until: target.value || until })}
          />
        </div>
        <SelectField label={words.ways} value={way} onChange={({ target }) => put({ way: target.value })}>
          {ways.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <div>
          <h3 className="font-semibold">{words.summary}</h3>
          <p className="text-small text-ink-soft">{words.summaryLead}</p>
        </div>
        <SelectField
          label={words.summaryHour}
          value={hour ?? ''}
          onChange={({ target }) => put({ hour: target.value === '' ? null : Number(target.value) })}
        >
          <option value="">{words.summaryOff}</option>
          {hours.map((each) => (
            <option key={each} value={each}>
              {words.summaryAt(each)}
            </option>
          ))}
        </SelectField>
        {hour !== null && (
          <Switch label={words.whenEmpty} checked={whenEmpty} disabled={!mayWrite} onChange={(also) => put({ whenEmpty: also })} />
        )}
        {save.error && <Notice tone="bad">{sentenceOf(save.error)}</Notice>}
        {mayWrite && (
          <div>
            <Button type="submit" kind="primary" busy={save.isPending}>
              {text.common.save}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  )
}

/** What is kept, as the fields show it. */
function valuesOf(kept: Reminders) {
  return {
    isOn: kept.is_on,
    first: String(kept.hours_before[0] ?? 24),
    second: String(kept.hours_before[1] ?? ''),
    from: kept.quiet_from,
    until: kept.quiet_until,
    way: kept.ways.join(),
    hour: kept.summary_hour,
    whenEmpty: kept.summary_when_empty,
  }
}
