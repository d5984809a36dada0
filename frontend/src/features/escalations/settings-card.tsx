import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { isWeekRight, openDays, type Week } from '@/lib/weekly-hours'
import { changeSettings, settings, settingsKey, type Settings } from './escalation-queries'
import { HoursFields } from './hours-fields'
import { RecipientsFields } from './recipients-fields'

const words = text.escalationSettings
const LONGEST_WAIT = 7 * 24 * 60

export function SettingsCard({ mayChange }: { mayChange: boolean }) {
  const query = useQuery(settings())
  return (
    <Card title={words.title} lead={words.lead}>
      <QueryStates query={query} waiting={<SkeletonRows rows={3} />}>
        {(kept) => <SettingsForm key={JSON.stringify(kept)} kept={kept} mayChange={mayChange} />}
      </QueryStates>
    </Card>
  )
}

function SettingsForm({ kept, mayChange }: { kept: Settings; mayChange: boolean }) {
  const [recipients, setRecipients] = useState<readonly string[] | 'managers'>(kept.recipients.length ? kept.recipients : 'managers')
  const [minutes, setMinutes] = useState(String(kept.minutes))
  const [hours, setHours] = useState<Week | 'always'>(openDays(kept.hours).length ? kept.hours : 'always')
  const [asked, setAsked] = useState(false)
  const queryClient = useQueryClient()
  const change = useMutation({
    ...changeSettings(),
    onSuccess: (saved) => {
      queryClient.setQueryData(settingsKey(), saved)
      toast(words.saved)
    },
  })

  const errors = {
    recipients: recipients === 'managers' || recipients.length > 0 ? undefined : words.recipientsMissing,
    minutes: /^\d+$/.test(minutes) && Number(minutes) >= 1 && Number(minutes) <= LONGEST_WAIT ? undefined : words.minutesWrong,
    hours: hours === 'always' ? undefined : openDays(hours).length === 0 ? words.hoursMissing : undefined,
  }
  const shown: Partial<typeof errors> = asked ? errors : {}

  function submit(event: FormEvent): void {
    event.preventDefault()
    setAsked(true)
    if (Object.values(errors).some(Boolean) || (hours !== 'always' && !isWeekRight(hours))) return
    change.mutate({
      body: {
        recipients: recipients === 'managers' ? [] : [...recipients],
        minutes: Number(minutes),
        hours: hours === 'always' ? {} : hours,
      },
    })
  }

  return (
    <form noValidate onSubmit={submit}>
      <fieldset disabled={!mayChange} className="grid gap-6">
        <RecipientsFields chosen={recipients} onChoose={setRecipients} error={shown.recipients} />
        <TextField
          label={words.minutes}
          hint={words.minutesHint}
          error={shown.minutes}
          inputMode="numeric"
          value={minutes}
          onChange={({ target }) => setMinutes(target.value.trim())}
          className="max-w-32"
        />
        <HoursFields hours={hours} onChange={setHours} isChecked={asked} error={shown.hours} />
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
