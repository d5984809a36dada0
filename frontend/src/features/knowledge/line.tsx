import type { ReactNode } from 'react'
import * as text from '@/i18n'

const words = text.documents

type LineProps = { icon: ReactNode; name: string; state: string; failed?: boolean; children?: ReactNode }

/** One file: its name, how it is, and what else there is to say. */
export function Line({ icon, name, state, failed = false, children }: LineProps) {
  return (
    <div className="flex min-w-0 flex-1 items-start gap-3 text-small">
      <span className="mt-0.5 shrink-0">{icon}</span>
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{name}</p>
        <p className={failed ? 'text-bad' : 'text-ink-faint'}>{state}</p>
        {children}
      </div>
    </div>
  )
}

export function Progress({ name, share }: { name: string; share: number }) {
  return (
    <progress
      aria-label={words.progressOf(name)}
      max={1}
      value={share}
      className="mt-1.5 block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-all"
    />
  )
}
