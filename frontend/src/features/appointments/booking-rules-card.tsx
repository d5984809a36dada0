import { useQuery } from '@tanstack/react-query'
import { useState, type ChangeEvent, type FormEvent } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { SelectField, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { isWhole } from '@/lib/whole'
import { bookingSettings, useSettingsChange, type BookingSettings } from './setup-queries'

const words = text.bookingRules
const STEPS = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240]
const MOST_NOTICE = 30 * 24 * 60
const inMinutes = { minutes: 1, hours: 60, days: 24 * 60 }
type Unit = keyof typeof inMinutes
const units = Object.entries(words.units) as [Unit, string][]

/** How late and how far ahead the agent books. */
export function BookingRulesCard({ mayChange }: { mayChange: boolean }) {
  const query = useQuery(bookingSettings())
  return (
    <Card title={words.title} lead={words.lead}>
      <QueryStates query={query} waiting={<SkeletonRows rows={4} />}>
        {(kept) => <RulesForm kept={kept} mayChange={mayChange} />}
      </QueryStates>
    </Card>
  )
}

function RulesForm({ kept, mayChange }: { kept: BookingSettings; mayChange: boolean }) {
  const [edited, setEdited] = useState<Partial<ReturnType<typeof valuesOf>>>({})
  const [asked, setAsked] = useState(false)
  const { notice, unit, horizon, step, hold } = { ...valuesOf(kept), ...edited }
  const change = useSettingsChange(() => {
    toast(words.saved)
    setEdited({})
    setAsked(false)
  })

  const errors = {
    notice: isWhole(notice, 0, MOST_NOTICE / inMinutes[unit]) ? undefined : words.noticeWrong,
    horizon: isWhole(horizon, 1, 730) ? undefined : words.horizonWrong,
    hold: isWhole(hold, 1, 60) ? undefined : words.holdWrong,
  }
  const shown: Partial<typeof errors> = asked ? errors : {}
  const put =
    (name: keyof typeof errors) =>
    ({ target }: ChangeEvent<HTMLInputElement>) =>
      setEdited({ ...edited, [name]: target.value.trim() })

  function submit(event: FormEvent): void {
    event.preventDefault()
    setAsked(true)
    if (Object.values(errors).some(Boolean)) return
    change.mutate({
      body: {
        ...kept,
        notice_minutes: Number(notice) * inMinutes[unit],
        horizon_days: Number(horizon),
        step_minutes: step,
        hold_minutes: Number(hold),
      },
    })
  }

  return (
    <form noValidate onSubmit={submit}>
      <fieldset disabled={!mayChange} className="grid gap-5">
        <legend className="sr-only">{words.title}</legend>
        <div className="grid grid-cols-2 items-start gap-4">
          <TextField
            label={words.notice}
            hint={words.noticeHint}
            error={shown.notice}
            inputMode="numeric"
            autoComplete="off"
            value={notice}
            onChange={put('notice')}
          />
          <SelectField
            label={words.noticeUnit}
            value={unit}
            onChange={({ target }) => setEdited({ ...edited, notice, unit: target.value as Unit })}
          >
            {units.map(([each, label]) => (
              <option key={each} value={each}>
                {label}
              </option>
            ))}
          </SelectField>
        </div>
        <TextField
          label={words.horizon}
          hint={words.horizonHint}
          error={shown.horizon}
          inputMode="numeric"
          autoComplete="off"
          value={horizon}
          onChange={put('horizon')}
        />
        <SelectField
          label={words.step}
          hint={words.stepHint}
          value={step}
          onChange={({ target }) => setEdited({ ...edited, step: Number(target.value) })}
        >
          {[...new Set([...STEPS, kept.step_minutes])]
            .toSorted((a, b) => a - b)
            .map((minutes) => (
              <option key={minutes} value={minutes}>
                {words.every(minutes)}
              </option>
            ))}
        </SelectField>
        <TextField
          label={words.hold}
          hint={words.holdHint}
          error={shown.hold}
          inputMode="numeric"
          autoComplete="off"
          value={hold}
          onChange={put('hold')}
        />
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

/** What is kept, as the fields show it: notice in the largest unit that says it whole. */
function valuesOf({ notice_minutes, horizon_days, step_minutes, hold_minutes }: BookingSettings) {
  const whole = (unit: Unit) => notice_minutes > 0 && notice_minutes % inMinutes[unit] === 0
  const unit: Unit = whole('days') ? 'days' : whole('hours') || notice_minutes === 0 ? 'hours' : 'minutes'
  return {
    notice: String(notice_minutes / inMinutes[unit]),
    unit,
    horizon: String(horizon_days),
    step: step_minutes,
    hold: String(hold_minutes),
  }
}
