import * as text from '@/i18n'
import { ShownSecret } from './shown-secret'
import { WebhookForm } from './webhook-form'
import { createWebhook, useWebhookChange } from './webhook-queries'

const words = text.webhooks

/** Address and events, then the secret, this once. */
export function NewWebhook({ onDone }: { onDone: () => void }) {
  const create = useWebhookChange(createWebhook())
  if (create.data) return <ShownSecret secret={create.data.secret} hint={words.secretHint} onDone={onDone} />
  return (
    <WebhookForm
      submit={words.add}
      busy={create.isPending}
      error={create.error}
      onSubmit={(body) => create.mutate({ body })}
      onCancel={onDone}
    />
  )
}
