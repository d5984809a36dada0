import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'
import type { Tone } from './badge'

const looks: Record<Tone, string> = {
  calm: 'bg-sunken text-ink-soft',
  good: 'bg-accent-soft text-accent-strong',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  person: 'bg-person-soft text-person',
}

/** A sentence in a coloured band. Bad news is announced at once, the rest when there is time. */
export function Notice({ tone = 'calm', children, action }: { tone?: Tone; children: ReactNode; action?: ReactNode }) {
  const Icon = tone === 'good' ? CircleCheck : tone === 'bad' || tone === 'warn' ? CircleAlert : Info
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={cx('flex items-start gap-2.5 rounded-control px-3.5 py-2.5 text-small', looks[tone])}
    >
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  )
}
