import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Bot, UserRound, type LucideIcon } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { decideAutomaticReplyMutation } from '@/api/generated/@tanstack/react-query.gen'
import { automaticRepliesKey } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import type { AutomaticReply } from './queries'

const words = text.automaticReplies

/** How long an answered question stays, so that the answer can be changed. */
export const STAYS_MS = 8_000

type Props = {
  reply: AutomaticReply
  more: number
  onDecided: (reply: AutomaticReply) => void
  onLeave: () => void
}

/** One question, its two answers and what each does. After the answer it says what is so now, and leaves by itself. */
export function AutomaticReplyCard({ reply, more, onDecided, onLeave }: Props) {
  const id = useId()
  const card = useRef<HTMLElement>(null)
  const isUnderMouse = useRef(false) // not `:hover`, which stays after a tap
  const queryClient = useQueryClient()
  const decision = useMutation({
    ...decideAutomaticReplyMutation(),
    onSuccess: onDecided,
    onError: (error) => toast(sentenceOf(error), 'bad'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: automaticRepliesKey() }),
  })
  useEffect(() => {
    if (!reply.decided_at) return
    const leaving = setInterval(() => {
      // Not from under a pointer, nor from under the keyboard's focus.
      const isHeld = isUnderMouse.current || card.current?.querySelector(':focus-visible')
      if (!isHeld) onLeave()
    }, STAYS_MS)
    return () => clearInterval(leaving)
  }, [reply.decided_at, onLeave])

  const answers: { verdict: 'automatic' | 'person'; label: string; means: string; icon: LucideIcon }[] = [
    { verdict: 'automatic', label: words.automatic, means: words.automaticMeans, icon: Bot },
    { verdict: 'person', label: words.person, means: words.personMeans, icon: UserRound },
  ]
  return (
    <section
      ref={card}
      aria-labelledby={id}
      onPointerEnter={({ pointerType }) => (isUnderMouse.current = pointerType === 'mouse')}
      onPointerLeave={() => (isUnderMouse.current = false)}
      className="mx-2 mb-3 grid gap-3 rounded-card border border-line bg-surface p-4 shadow-card"
    >
      <h2 id={id} className="font-semibold tracking-tight">
        {words.question}
      </h2>
      <blockquote className="border-l-2 border-line-strong pl-3">
        <p className="text-tiny text-ink-faint">{words.saidBy(reply.account_name)}</p>
        <p className="line-clamp-4 text-small break-words whitespace-pre-wrap">{reply.content}</p>
      </blockquote>
      <p role="status" className="text-tiny text-ink-soft">
        {reply.verdict ? reply.effect : reply.because.text}
      </p>
      <div className="grid gap-2">
        {answers.map(({ verdict, label, means, icon: Icon }) => (
          <button
            key={verdict}
            type="button"
            aria-pressed={reply.verdict === verdict}
            aria-disabled={decision.isPending || undefined}
            onClick={() => decision.isPending || decision.mutate({ path: { reply_id: reply.id }, body: { verdict } })}
            className={cx(
              'flex min-h-11 items-start gap-2.5 rounded-control border border-line-strong px-3 py-2 text-left transition-colors',
              'hover:border-ink-faint hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-strong',
            )}
          >
            <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
            <span>
              <span className="block text-small font-medium">{label}</span>
              <span className={cx('block text-tiny', reply.verdict !== verdict && 'text-ink-soft')}>{means}</span>
            </span>
          </button>
        ))}
      </div>
      {more > 0 && <p className="text-tiny text-ink-faint">{words.more(more)}</p>}
    </section>
  )
}
