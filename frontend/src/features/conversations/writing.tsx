import { MessageSquareQuote } from 'lucide-react'
import { lazy, Suspense, useId, useRef, useState, type FormEvent } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { Notice } from '@/components/notice'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { comingTime, useZone } from '@/lib/time'
import { customerName } from './conversation-list'
import type { Conversation } from './queries'
import type { As } from './use-speech'

const words = text.reply
const loadPicker = () => import('./canned-picker')
const CannedPicker = lazy(() => loadPicker().then((file) => ({ default: file.CannedPicker })))
const LONGEST: Record<As, number> = { reply: 8000, note: 4000 }
const SILENT_MS = 4 * 60 * 60_000

/** What somebody has begun to write stays while they look at another conversation. */
const drafts = new Map<string, string>()

type Props = { open: Conversation; as: As; now: number; onWrite: (text: string, as: As) => Promise<void> }

/** The text field with its button; a refused text comes back into it. */
export function Writing({ open, as, now, onWrite }: Props) {
  const id = useId()
  const zone = useZone()
  const draft = `${as} ${open.id}`
  const area = useRef<HTMLTextAreaElement>(null)
  const [typed, setTyped] = useState(drafts.get(draft) ?? '')
  const [refusal, setRefusal] = useState<string>()
  const [picking, setPicking] = useState<'button' | 'slash'>()
  const silentUntil = comingTime(new Date(now + SILENT_MS).toISOString(), new Date(now), zone)
  const meaning =
    as === 'note' ? words.onlyTeam : open.status === 'resolved' ? words.reopens(silentUntil) : words.silent(silentUntil)

  function type(next: string): void {
    if (next) drafts.set(draft, next)
    else drafts.delete(draft)
    setTyped(next)
  }

  /** Back to the text, with what was picked behind what stands there. */
  function donePicking(more: string): void {
    setPicking(undefined)
    if (more) type(typed && !/\s$/.test(typed) ? `${typed} ${more}` : typed + more)
    area.current?.focus()
  }

  async function submit(event?: FormEvent): Promise<void> {
    event?.preventDefault()
    area.current?.focus()
    const said = typed.trim()
    const over = said.length - LONGEST[as]
    setRefusal(said ? (over > 0 ? words.tooLong(over) : undefined) : words.missing)
    if (!said || over > 0) return
    type('')
    try {
      await onWrite(said, as)
    } catch (error) {
      setRefusal(`${sentenceOf(error)} ${words.notSent}`)
      // What was typed meanwhile stays below it.
      type([said, drafts.get(draft)].filter(Boolean).join('\n\n'))
    }
  }

  return (
    <form className="grid gap-2" onSubmit={(event) => void submit(event)}>
      {refusal && <Notice tone="bad">{refusal}</Notice>}
      {picking && (
        <Suspense fallback={<SkeletonRows rows={2} className="h-12" />}>
          <CannedPicker
            conversationId={open.id}
            onPick={donePicking}
            // A slash that was meant as one stands in the text again.
            onClose={(looked) => donePicking(picking === 'slash' ? `/${looked}` : '')}
          />
        </Suspense>
      )}
      <textarea
        ref={area}
        aria-label={as === 'note' ? words.noteLabel : words.label}
        aria-describedby={id}
        aria-invalid={refusal ? true : undefined}
        placeholder={as === 'note' ? words.notePlaceholder : words.placeholder(customerName(open))}
        rows={1}
        value={typed}
        // It is there by the time a slash is typed, so that the letters after it reach it.
        onFocus={() => void loadPicker()}
        onChange={({ target }) => type(target.value)}
        onKeyDown={(event) => {
          if (event.key === '/' && as === 'reply' && !typed && !event.nativeEvent.isComposing) {
            event.preventDefault()
            setPicking('slash')
          }
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) void submit(event)
        }}
        className={cx('field-box field-sizing-content max-h-48 min-h-11 resize-none sm:min-h-18', as === 'note' && 'border-dashed')}
      />
      <div className="flex items-end justify-between gap-3">
        <p id={id} className="min-w-0 text-tiny text-ink-soft">
          {meaning} <span className="max-sm:hidden">{words.keys(isMac())}.</span>
        </p>
        {as === 'reply' && (
          <Button
            kind="icon"
            className="ml-auto"
            aria-label={text.cannedPicker.open}
            title={text.cannedPicker.open}
            aria-expanded={Boolean(picking)}
            onClick={() => (picking ? donePicking('') : setPicking('button'))}
          >
            <MessageSquareQuote aria-hidden="true" className="size-5" />
          </Button>
        )}
        <Button type="submit" kind={as === 'note' ? 'plain' : 'primary'} className="shrink-0">
          {as === 'note' ? words.keep : words.send}
        </Button>
      </div>
    </form>
  )
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform)
}
