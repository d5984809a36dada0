import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'

export type Tone = 'calm' | 'good' | 'warn' | 'bad' | 'person'

const tones: Record<Tone, string> = {
  calm: 'bg-sunken text-ink-soft',
  good: 'bg-accent-soft text-accent-strong',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  person: 'bg-person-soft text-person',
}

export function Badge({ tone = 'calm', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={cx('inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-tiny font-medium whitespace-nowrap', tones[tone])}>
      {children}
    </span>
  )
}
