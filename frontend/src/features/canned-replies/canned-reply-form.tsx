import { useId, useRef } from 'react'
import { Button } from '@/components/button'
import { TextArea, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Problem, sentenceOf } from '@/api/problem'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import type { CannedReply, Wish } from './canned-reply-queries'

const words = text.cannedReplies
const variables = Object.entries(words.variables)

type Props = {
  reply?: CannedReply
  busy: boolean
  error: unknown
  onSubmit: (wish: Wish) => void
  onCancel: () => void
}

/** Title, text with places for names, and a shortcut. What the server refuses stands at its field. */
export function CannedReplyForm({ reply, busy, error, onSubmit, onCancel }: Props) {
  const area = useRef<HTMLTextAreaElement>(null)
  const form = useSmallForm(
    { title: reply?.title ?? '', text: reply?.text ?? '', shortcut: reply?.shortcut ?? '' },
    {
      title: (value) => (value.trim() ? undefined : words.nameMissing),
      text: (value) => (value.trim() ? undefined : words.textMissing),
      shortcut: (value) => (/^(\/?[a-z0-9][a-z0-9_-]{0,29})?$/i.test(value.trim()) ? undefined : words.shortcutWrong),
    },
    ({ title, text, shortcut }) => onSubmit({ title, text, shortcut: shortcut.trim() || null }),
  )
  const code = error instanceof Problem ? error.code : undefined
  const refusal = error ? sentenceOf(error) : undefined
  const body = form.field('text')
  const shortcut = form.field('shortcut')

  function putIn(variable: string): void {
    const element = area.current
    if (!element) return
    element.setRangeText(`{${variable}}`, element.selectionStart, element.selectionEnd, 'end')
    form.set('text', element.value)
    element.focus()
  }

  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      {refusal && code !== 'unknown_variable' && code !== 'shortcut_taken' && <Notice tone="bad">{refusal}</Notice>}
      <TextField {...form.field('title')} ref={focusOnArrival} label={words.name} maxLength={80} autoComplete="off" />
      <div className="grid gap-2">
        <TextArea
          name="text"
          value={body.value}
          onChange={({ target }) => form.set('text', target.value)}
          ref={area}
          error={body.error ?? (code === 'unknown_variable' ? refusal : undefined)}
          label={words.text}
          hint={words.missingNames}
          rows={5}
          maxLength={4000}
        />
        <Variables onChoose={putIn} />
      </div>
      <TextField
        {...shortcut}
        error={shortcut.error ?? (code === 'shortcut_taken' ? refusal : undefined)}
        label={words.shortcut}
        hint={words.shortcutHint}
        maxLength={31}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={busy}>
          {words.save}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}

function Variables({ onChoose }: { onChoose: (variable: string) => void }) {
  const id = useId()
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <p id={id} className="text-small text-ink-soft">
        {words.insert}
      </p>
      <ul aria-labelledby={id} className="flex flex-wrap gap-1.5">
        {variables.map(([variable, label]) => (
          <li key={variable}>
            <Button className="px-3" onClick={() => onChoose(variable)}>
              {label}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
