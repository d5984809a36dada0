import { useId, useState } from 'react'
import { Problem, sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import type { EventType, Webhook } from './webhook-queries'

const words = text.webhooks
const choices = Object.entries(words.events) as [EventType, string][]

type Wish = { url: string; description: string; events: EventType[] }
type Props = {
  webhook?: Webhook
  submit: string
  busy: boolean
  error: unknown
  onSubmit: (wish: Wish) => void
  onCancel: () => void
}

/** Where to tell, and what. What the server says about the address stands at the address. */
export function WebhookForm({ webhook, submit, busy, error, onSubmit, onCancel }: Props) {
  const [events, setEvents] = useState<readonly EventType[]>((webhook?.events as EventType[] | undefined) ?? [])
  const [asked, setAsked] = useState(false)
  const form = useSmallForm(
    { url: webhook?.url ?? '', description: webhook?.description ?? '' },
    { url: (url) => (url.trim() ? undefined : words.urlMissing), description: () => undefined },
    ({ url, description }) => {
      if (events.length) onSubmit({ url, description, events: [...events] })
    },
  )
  const isAboutAddress = error instanceof Problem && error.code === 'address_refused'
  const url = form.field('url')
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        setAsked(true)
        form.onSubmit(event)
      }}
    >
      {Boolean(error) && !isAboutAddress && <Notice tone="bad">{sentenceOf(error)}</Notice>}
      <TextField
        {...url}
        error={url.error ?? (isAboutAddress ? error.detail : undefined)}
        ref={focusOnArrival}
        label={words.url}
        hint={words.urlHint}
        type="url"
        inputMode="url"
        placeholder="https://example.com/hooks"
        maxLength={2000}
        autoComplete="off"
        spellCheck={false}
      />
      <TextField {...form.field('description')} label={words.description} maxLength={200} autoComplete="off" />
      <EventChoice
        chosen={events}
        onChoose={setEvents}
        error={asked && !events.length ? words.eventsMissing : undefined}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={busy}>
          {submit}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}

type ChoiceProps = { chosen: readonly EventType[]; onChoose: (events: readonly EventType[]) => void; error?: string }

function EventChoice({ chosen, onChoose, error }: ChoiceProps) {
  const id = useId()
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1.5 text-small font-medium">{words.eventsLegend}</legend>
      <div className="grid sm:grid-cols-2">
        {choices.map(([event, label]) => (
          <label key={event} className="flex min-h-10 cursor-pointer items-center gap-2.5 text-small">
            <input
              type="checkbox"
              className="size-4.5 shrink-0"
              checked={chosen.includes(event)}
              onChange={({ target }) =>
                onChoose(target.checked ? [...chosen, event] : chosen.filter((other) => other !== event))
              }
            />
            {label}
          </label>
        ))}
      </div>
      {error && (
        <p id={id} role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
