import { Bot, CircleCheck, UserRound, type LucideIcon } from 'lucide-react'
import { cx } from '@/lib/cx'
import { useNow } from '@/lib/now'
import { useZone } from '@/lib/time'
import { HandlingActions } from './handling-actions'
import type { Conversation } from './queries'
import { standingOf, type Standing } from './standing'
import { useMayWrite } from './use-may-write'

const icons: Record<Standing['who'], LucideIcon> = { agent: Bot, people: UserRound, resolved: CircleCheck }
const looks: Record<Standing['tone'], string> = {
  calm: 'bg-sunken text-ink-soft',
  person: 'bg-person-soft text-person',
  warn: 'bg-warn-soft text-warn',
}

/** Who speaks with the customer, for how long, and the buttons that change it. */
export function HandlingBar({ open }: { open: Conversation }) {
  const { who, tone, sentence, left } = standingOf(open, useNow(), useZone())
  const mayWrite = useMayWrite()
  const Icon = icons[who]
  return (
    <div className={cx('flex flex-wrap items-center gap-x-3 gap-y-2 rounded-control px-3.5 py-1.5 text-small', looks[tone])}>
      <p className="flex min-h-8 min-w-48 flex-1 items-center gap-2.5 font-medium">
        <Icon aria-hidden="true" className="size-4 shrink-0" />
        <span>
          <span role="status">{sentence}</span>
          {left && (
            <span role="timer" className="font-normal">
              {' · '}
              {left}
            </span>
          )}
        </span>
      </p>
      {mayWrite && <HandlingActions id={open.id} who={who} />}
    </div>
  )
}
