import { ChevronRight, FileText } from 'lucide-react'
import type { ReactNode } from 'react'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { clockTime, useZone } from '@/lib/time'
import { proofOf, type Source, type Step } from './proof'
import type { Message } from './queries'

const words = text.message

const bubbles: Record<Exclude<Message['sender_type'], 'system'>, string> = {
  customer: 'rounded-bl-sm bg-bubble',
  assistant: 'rounded-br-sm bg-accent-soft',
  human: 'rounded-br-sm bg-person-soft',
}

/** One line of the conversation; its proof opens below it. */
export function MessageRow({ message, before }: { message: Message; before: Message | undefined }) {
  const zone = useZone()
  const { sender_type: sender, status } = message
  if (sender === 'system') return <SystemLine message={message} zone={zone} />
  const ours = sender === 'assistant' || sender === 'human'
  const trouble = status === 'failed' || status === 'unknown' || status === 'silent'
  return (
    <li className={cx('flex flex-col', ours ? 'items-end' : 'items-start')}>
      <div className={cx('max-w-[85%] rounded-2xl px-3.5 py-2.5 sm:max-w-[36rem]', bubbles[sender])}>
        <span className="sr-only">{words.sender[sender]}: </span>
        <p className="break-words whitespace-pre-wrap">
          {message.content || <em className="text-ink-faint">{message.kind === 'media' ? words.media : words.noText}</em>}
        </p>
      </div>
      <Proof label={sender === 'assistant' ? text.proof.whyAnswer : text.proof.whatHappened} ours={ours} steps={proofOf(message, before, zone)}>
        {ours && `${words.sender[sender]}, `}
        <time dateTime={message.created_at}>{clockTime(message.created_at, zone)}</time>
        {', '}
        <span className={cx(trouble && 'font-medium text-warn')}>{words.status[status] ?? status}</span>
        {message.kind === 'holding' && `, ${words.holding}`}
      </Proof>
    </li>
  )
}

/** A line of the house itself, such as "a person took over". */
function SystemLine({ message, zone }: { message: Message; zone: string }) {
  return (
    <li className="px-6 text-center text-small break-words text-ink-soft">
      {message.content}{' '}
      <time dateTime={message.created_at} className="text-tiny text-ink-faint">
        {clockTime(message.created_at, zone)}
      </time>
    </li>
  )
}

type ProofProps = { label: string; ours: boolean; steps: Step[]; children: ReactNode }

/** The small line below a bubble (`children`), and one tap away from it everything that is known. */
function Proof({ label, ours, steps, children }: ProofProps) {
  return (
    <details className={cx('group mt-0.5 max-w-full px-1', ours && 'text-right')}>
      <summary
        className={cx(
          'inline-flex min-h-7 flex-wrap items-center gap-x-2 rounded-md text-tiny text-ink-faint',
          ours && 'justify-end',
        )}
      >
        <span>{children}</span>
        <span className="inline-flex items-center gap-0.5 font-medium text-ink-soft group-hover:text-ink">
          {label}
          <ChevronRight aria-hidden="true" className="size-3.5 transition-transform group-open:rotate-90" />
        </span>
      </summary>
      <ol className="w-[min(26rem,80vw)] mt-1 rounded-control border border-line bg-surface px-4 py-3 text-left text-small">
        {steps.map((step) => (
          <li
            key={step.title}
            className="relative border-l border-line pb-3 pl-4 last:border-transparent last:pb-0 before:absolute before:top-1.5 before:-left-1 before:size-2 before:rounded-full before:bg-accent"
          >
            <p className="font-medium">{step.title}</p>
            {step.lines.map((line) => (
              <p key={line} className="break-words text-ink-soft">
                {line}
              </p>
            ))}
            {step.sources?.map((source, index) => <SourceNote key={index} source={source} />)}
          </li>
        ))}
      </ol>
    </details>
  )
}

function SourceNote({ source }: { source: Source }) {
  return (
    <p className="mt-1.5 flex items-start gap-2 rounded-lg bg-sunken px-3 py-2">
      <FileText aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent" />
      <span className="min-w-0">
        <span className="block font-medium break-words">{text.proof.sourceOf(source.file, source.page)}</span>
        {source.section && <span className="block break-words text-ink-soft">{source.section}</span>}
      </span>
    </p>
  )
}
