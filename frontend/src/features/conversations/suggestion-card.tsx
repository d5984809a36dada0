import { useMutation } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { useId, useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { dismissSuggestion, sendSuggestion } from './actions'
import type { Conversation } from './queries'
import { useChanged } from './use-changed'

const words = text.suggestion

type Props = { suggestion: NonNullable<Conversation['suggestion']> }

/** What the agent would say: a person sends it, words it otherwise, or leaves it. */
export function SuggestionCard({ suggestion: { id, conversation_id, text: draft, because } }: Props) {
  const title = useId()
  const [own, setOwn] = useState<string>()
  const changed = useChanged()
  const send = useMutation({ ...sendSuggestion(), onSettled: changed })
  const dismiss = useMutation({ ...dismissSuggestion(), onSettled: changed })
  const path = { conversation_id, suggestion_id: id }
  const busy = send.isPending || dismiss.isPending
  const refusal = send.error ?? dismiss.error
  return (
    <section aria-labelledby={title} className="mt-6 grid gap-2.5 rounded-card border border-accent bg-accent-soft p-4">
      <header className="flex items-start gap-2.5">
        <Sparkles aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent" />
        <div className="min-w-0">
          <h2 id={title} className="text-small font-semibold">
            {words.title}
          </h2>
          <p className="text-tiny text-ink-soft">{because}</p>
        </div>
      </header>
      {refusal && <Notice tone="bad">{sentenceOf(refusal)}</Notice>}
      {own === undefined ? (
        <p className="break-words whitespace-pre-wrap">{draft}</p>
      ) : (
        <textarea
          ref={focusOnArrival}
          aria-label={words.own}
          value={own}
          maxLength={8000}
          onChange={({ target }) => setOwn(target.value)}
          className="field-box field-sizing-content max-h-48 min-h-18 resize-none"
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          kind="primary"
          busy={send.isPending}
          disabled={dismiss.isPending || own?.trim() === ''}
          onClick={() => send.mutate({ path, body: { text: own?.trim() ?? null } })}
        >
          {own === undefined ? words.send : words.sendOwn}
        </Button>
        {own === undefined ? (
          <Button disabled={busy} onClick={() => setOwn(draft)}>
            {words.edit}
          </Button>
        ) : (
          <Button disabled={busy} onClick={() => setOwn(undefined)}>
            {text.common.cancel}
          </Button>
        )}
        <Button kind="quiet" busy={dismiss.isPending} disabled={send.isPending} onClick={() => dismiss.mutate({ path })}>
          {words.dismiss}
        </Button>
      </div>
    </section>
  )
}
