import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = { icon: LucideIcon; title: string; heading?: 'h1' | 'h2'; children: ReactNode; action?: ReactNode }

/** Nothing here yet: says why, and what to do first. */
export function EmptyState({ icon: Icon, title, heading: Heading = 'h2', children, action }: Props) {
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center gap-2 px-6 py-12 text-center">
      <span className="mb-2 grid size-12 place-items-center rounded-full bg-accent-soft text-accent">
        <Icon aria-hidden="true" className="size-6" />
      </span>
      <Heading className="text-lead font-semibold tracking-tight">{title}</Heading>
      <p className="text-small text-ink-soft">{children}</p>
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}
