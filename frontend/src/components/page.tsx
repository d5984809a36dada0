import type { ReactNode } from 'react'

type Props = { title: string; lead?: string; actions?: ReactNode; children: ReactNode }

/** A screen that is read from top to bottom. */
export function Page({ title, lead, actions, children }: Props) {
  return (
    <div className="mx-auto w-full max-w-5xl px-4 pt-6 pb-12 sm:px-8 sm:pt-10">
      <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
        <div>
          <h1 className="text-title font-semibold">{title}</h1>
          {lead && <p className="mt-1 text-ink-soft">{lead}</p>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  )
}

/** A white sheet on the paper, with a heading. */
export function Card({ title, lead, children }: { title?: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <section className="rounded-card border border-line bg-surface p-5 shadow-card sm:p-6">
      {title && (
        <header className="mb-4">
          <h2 className="text-lead font-semibold tracking-tight">{title}</h2>
          {lead && <p className="text-small text-ink-soft">{lead}</p>}
        </header>
      )}
      {children}
    </section>
  )
}
