import { lazy, Suspense, useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Badge, type Tone } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { Notice } from '@/components/notice'
import { SkeletonRows } from '@/components/skeleton'
import { Switch } from '@/components/switch'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { longDate, shortWhen, useZone } from '@/lib/time'
import { nameOfEvent } from './names'
import { ShownSecret } from './shown-secret'
import { changeWebhook, deleteWebhook, rotateSecret, sendTest, useWebhookChange, type Webhook } from './webhook-queries'

const words = text.webhooks
const WebhookForm = lazy(() => import('./webhook-form').then((file) => ({ default: file.WebhookForm })))
const Deliveries = lazy(() => import('./deliveries').then((file) => ({ default: file.Deliveries })))

/** One target: how it stands, what it is told, and what it was told. */
export function WebhookCard({ webhook }: { webhook: Webhook }) {
  const [editing, setEditing] = useState(false)
  const { id, url, description, events } = webhook
  const name = description || new URL(url).host
  const change = useWebhookChange(changeWebhook())
  const toggle = useWebhookChange({ ...changeWebhook(), onError: sayWhy })
  return (
    <li className="rounded-card border border-line bg-surface p-5 shadow-card sm:p-6">
      <article aria-label={name} className="grid gap-4">
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <div className="min-w-0 flex-1 basis-60">
            <h2 className="text-lead font-semibold tracking-tight break-words">{name}</h2>
            <p className="font-mono text-small break-all text-ink-faint">{url}</p>
          </div>
          <State webhook={webhook} />
        </header>
        <Trouble webhook={webhook} />
        {editing ? (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <WebhookForm
              webhook={webhook}
              submit={words.save}
              busy={change.isPending}
              error={change.error}
              onSubmit={(body) =>
                change.mutate({ path: { webhook_id: id }, body }, { onSuccess: () => setEditing(false) })
              }
              onCancel={() => setEditing(false)}
            />
          </Suspense>
        ) : (
          <>
            <ul aria-label={words.eventsLegend} className="flex flex-wrap gap-1">
              {events.map((event) => (
                <li key={event}>
                  <Badge>{nameOfEvent(event)}</Badge>
                </li>
              ))}
            </ul>
            <div className="border-y border-line">
              <Switch
                label={words.activeNamed(name)}
                hint={webhook.is_active || webhook.given_up_at ? undefined : words.isOff}
                checked={webhook.is_active}
                disabled={toggle.isPending}
                onChange={(is_active) => toggle.mutate({ path: { webhook_id: id }, body: { is_active } })}
              />
            </div>
            <Actions webhook={webhook} name={name} onEdit={() => setEditing(true)} />
          </>
        )}
        <Suspense>
          <Deliveries webhook={webhook} />
        </Suspense>
      </article>
    </li>
  )
}

const sayWhy = (error: unknown) => toast(sentenceOf(error), 'bad')

function State({ webhook }: { webhook: Webhook }) {
  const { is_active, failing_since, given_up_at } = webhook
  const [tone, word]: [Tone, string] = given_up_at
    ? ['bad', words.state.givenUp]
    : !is_active
      ? ['calm', words.state.off]
      : failing_since
        ? ['warn', words.state.failing]
        : ['good', words.state.on]
  return <Badge tone={tone}>{word}</Badge>
}

function Trouble({ webhook }: { webhook: Webhook }) {
  const zone = useZone()
  const { is_active, failing_since, given_up_at } = webhook
  if (given_up_at) return <Notice tone="bad">{words.givenUp(longDate(given_up_at, zone))}</Notice>
  if (is_active && failing_since)
    return <Notice tone="warn">{words.failingSince(shortWhen(failing_since, new Date(), zone))}</Notice>
  return null
}

function Actions({ webhook, name, onEdit }: { webhook: Webhook; name: string; onEdit: () => void }) {
  const zone = useZone()
  const path = { webhook_id: webhook.id }
  const test = useWebhookChange({ ...sendTest(), onSuccess: () => toast(words.tested), onError: sayWhy })
  const rotate = useWebhookChange({ ...rotateSecret(), onError: sayWhy })
  const remove = useWebhookChange({ ...deleteWebhook(), onSuccess: () => toast(words.removed(name)), onError: sayWhy })
  if (rotate.data) {
    const until = shortWhen(rotate.data.old_secret_until, new Date(), zone)
    return <ShownSecret secret={rotate.data.secret} hint={words.rotatedHint(until)} onDone={rotate.reset} />
  }
  return (
    <div className="flex flex-wrap gap-2">
      <Button busy={test.isPending} disabled={!webhook.is_active} onClick={() => test.mutate({ path })}>
        {words.test}
      </Button>
      <Button onClick={onEdit}>{words.edit}</Button>
      <ConfirmButton
        kind="quiet"
        busy={rotate.isPending}
        title={words.rotateAsk}
        body={words.rotateBody}
        action={words.rotate}
        onConfirm={() => rotate.mutate({ path })}
      >
        {words.rotate}
      </ConfirmButton>
      <ConfirmButton
        kind="quiet"
        busy={remove.isPending}
        aria-label={words.removeNamed(name)}
        title={words.removeAsk(name)}
        body={words.removeBody}
        action={words.remove}
        onConfirm={() => remove.mutate({ path })}
      >
        {words.remove}
      </ConfirmButton>
    </div>
  )
}
