import { Clock, NotebookPen, Reply as ReplyIcon } from 'lucide-react'
import { useId, useState } from 'react'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { useNow } from '@/lib/now'
import type { Conversation } from './queries'
import { useSpeech, type As, type SetLeaving } from './use-speech'
import { windowsOf, type Windows } from './windows'
import { Writing } from './writing'

const words = text.reply

type Props = { open: Conversation; setLeaving: SetLeaving }

/** Where a person writes: to the customer, or a note for the team. */
export function ReplyBox({ open, setLeaving }: Props) {
  const write = useSpeech(open.id, setLeaving)
  const now = useNow()
  const windows = windowsOf(open, now)
  const [wanted, setWanted] = useState<As>('reply')
  const as = windows.people > 0 ? wanted : 'note'
  return (
    <section
      aria-label={words.choice}
      className={cx('border-t border-line px-4 pt-3 pb-4 sm:px-6', as === 'note' && 'bg-warn-soft')}
    >
      <div className="mx-auto grid max-w-3xl gap-2.5">
        <div className="flex items-center justify-between gap-4">
          <Choice as={as} mayReply={windows.people > 0} onChoose={setWanted} />
          {windows.people > 0 && <Countdown windows={windows} />}
        </div>
        {windows.because && <Notice tone={windows.people > 0 ? 'calm' : 'warn'}>{windows.because}</Notice>}
        <Writing key={as} open={open} as={as} now={now} onWrite={write} />
      </div>
    </section>
  )
}

type ChoiceProps = { as: As; mayReply: boolean; onChoose: (as: As) => void }

function Choice({ as, mayReply, onChoose }: ChoiceProps) {
  const name = useId()
  const choices = [
    { value: 'reply', label: words.reply, icon: ReplyIcon, disabled: !mayReply },
    { value: 'note', label: words.note, icon: NotebookPen, disabled: false },
  ] as const
  return (
    <fieldset className="flex shrink-0 gap-1 rounded-control bg-sunken p-1">
      <legend className="sr-only">{words.choice}</legend>
      {choices.map(({ value, label, icon: Icon, disabled }) => (
        <label
          key={value}
          className="flex min-h-8 cursor-pointer items-center gap-1.5 rounded-md px-3 text-tiny font-medium text-ink-soft has-checked:bg-surface has-checked:text-ink has-checked:shadow-card has-disabled:cursor-not-allowed has-disabled:text-ink-faint has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={as === value}
            disabled={disabled}
            onChange={() => onChoose(value)}
          />
          <Icon aria-hidden="true" className="size-3.5" />
          {label}
        </label>
      ))}
    </fieldset>
  )
}

function Countdown({ windows: { agent, people } }: { windows: Windows }) {
  return (
    <p className="flex min-w-0 items-center gap-1.5 text-tiny text-ink-faint">
      <Clock aria-hidden="true" className="size-3.5 shrink-0" />
      <span className="flex gap-x-3 max-sm:flex-col">
        <span>{text.windows.left(text.windows.agent, agent)}</span>
        <span>{text.windows.left(text.windows.people, people)}</span>
      </span>
    </p>
  )
}
