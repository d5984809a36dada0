import { ChevronRight } from 'lucide-react'
import { lazy, Suspense, type ReactNode } from 'react'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { clockTime, useZone } from '@/lib/time'
import { bubbles, bubbleShape, noteLook } from './bubbles'
import { emojiOf, isNote } from './marks'
import type { Message } from './queries'

const words = text.message
const ProofSteps = lazy(() => import('./proof-steps').then((file) => ({ default: file.ProofSteps })))
const SendAgain = lazy(() => import('./send-again').then((file) => ({ default: file.SendAgain })))

/** Silence that has a name of its own. */
const silences: Record<string, string> = { another_app: words.toAnotherApp, people_handle: words.toPeople, suggested: words.drafted }

/** Silence that nobody needs to look after. */
const calm: (string | undefined)[] = ['another_app', 'nothing_to_answer', 'people_handle', 'suggested', 'taken_back']

/** One line of the conversation; its proof opens below it. */
export function MessageRow({ message, before }: { message: Message; before: Message | undefined }) {
  const zone = useZone()
  const { sender_type: sender, status, reason } = message
  if (reason?.code === 'note') return <TeamNote message={message} zone={zone} />
  if (isNote(message)) return <SystemLine message={message} zone={zone} />
  const ours = sender !== 'customer'
  const toAnotherApp = reason?.code === 'another_app'
  const who = sender === 'system' && toAnotherApp ? words.anotherApp : words.sender[sender]
  const state = (!ours && silences[reason?.code ?? '']) || (words.status[status] ?? status)
  const trouble = status === 'failed' || status === 'unknown' || (status === 'silent' && !calm.includes(reason?.code))
  const isPartlyTakenBack = reason?.code === 'taken_back' && !message.is_deleted
  const reaction = message.is_deleted ? null : message.reaction
  return (
    <li className={cx('flex flex-col', ours ? 'items-end' : 'items-start')}>
      <div className={cx(bubbleShape, bubbles[sender], reaction && 'mb-2.5')}>
        <span className="sr-only">{who}: </span>
        <p className="break-words whitespace-pre-wrap">
          {message.content || <em className="text-ink-faint">{insteadOfWords(message)}</em>}
        </p>
        {reaction && <Reaction reaction={reaction} ours={ours} />}
      </div>
      <Proof
        label={sender === 'assistant' ? words.whyAnswer : words.whatHappened}
        side={ours ? 'right' : 'left'}
        message={message}
        before={before}
      >
        {ours && `${who}, `}
        <time dateTime={message.created_at}>{clockTime(message.created_at, zone)}</time>
        {message.edited_at && !message.is_deleted && `, ${words.edited}`}
        {isPartlyTakenBack && `, ${words.partlyTakenBack}`}
        {', '}
        <span className={cx(trouble && 'font-medium text-warn')}>{state}</span>
        {message.kind === 'holding' && `, ${words.holding}`}
      </Proof>
      {mayGoOutAgain(message) && (
        <Suspense>
          <SendAgain message={message} />
        </Suspense>
      )}
    </li>
  )
}

function mayGoOutAgain({ sender_type, status }: Message): boolean {
  return (sender_type === 'assistant' || sender_type === 'human') && (status === 'unknown' || status === 'failed')
}

function insteadOfWords({ is_deleted, sender_type, kind }: Message): string {
  if (is_deleted) return words.takenBack[sender_type === 'customer' ? 'customer' : 'ours']
  return kind === 'media' ? words.media : words.noText
}

function Reaction({ reaction, ours }: { reaction: string; ours: boolean }) {
  const emoji = emojiOf(reaction)
  return (
    <span
      role="img"
      aria-label={words.reactedWith(emoji)}
      className={cx(
        'absolute -bottom-3.5 rounded-full border border-line bg-surface px-1.5 text-small shadow-card',
        ours ? 'left-3' : 'right-3',
      )}
    >
      {emoji}
    </span>
  )
}

/** What a colleague wrote for the team; it never went to the customer. */
function TeamNote({ message, zone }: { message: Message; zone: string }) {
  return (
    <li className="flex flex-col items-end">
      <div className={cx(bubbleShape, noteLook)}>
        <span className="sr-only">{text.written.note}: </span>
        <p className="break-words whitespace-pre-wrap">{message.content}</p>
      </div>
      <p className="mt-0.5 px-1 text-tiny text-ink-faint">
        {text.written.note}, <time dateTime={message.created_at}>{clockTime(message.created_at, zone)}</time>, {text.written.onlyTeam}
      </p>
    </li>
  )
}

/** A line of the house itself, such as "a person took over". */
function SystemLine({ message, zone }: { message: Message; zone: string }) {
  return (
    <li className="flex flex-col items-center px-6">
      <p className="text-center text-small break-words text-ink-soft">{message.content}</p>
      <Proof label={words.whatHappened} side="center" message={message} before={undefined}>
        <time dateTime={message.created_at}>{clockTime(message.created_at, zone)}</time>
      </Proof>
    </li>
  )
}

type ProofProps = {
  label: string
  side: 'left' | 'center' | 'right'
  message: Message
  before: Message | undefined
  children: ReactNode
}

const sides = { left: '', center: 'text-center', right: 'text-right' }

/** The small line below a bubble (`children`), and one tap away from it everything that is known: loaded after the words. */
function Proof({ label, side, message, before, children }: ProofProps) {
  return (
    <details className={cx('group mt-0.5 max-w-full px-1', sides[side])}>
      <summary
        className={cx(
          'inline-flex min-h-7 flex-wrap items-center gap-x-2 rounded-md text-tiny text-ink-faint',
          side === 'right' && 'justify-end',
        )}
      >
        <span>{children}</span>
        <span className="inline-flex items-center gap-0.5 font-medium text-ink-soft group-hover:text-ink">
          {label}
          <ChevronRight aria-hidden="true" className="size-3.5 transition-transform group-open:rotate-90" />
        </span>
      </summary>
      <Suspense>
        <ProofSteps message={message} before={before} />
      </Suspense>
    </details>
  )
}
