import type { ReactNode } from 'react'
import { Wordmark } from '@/components/brand'
import * as text from '@/i18n'

/** The quiet room in which people sign in. */
export function AuthFrame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-full flex-col items-center px-4 pt-[max(2rem,10vh)] pb-10">
      <div className="w-full max-w-sm">
        <header className="mb-8 flex items-center justify-between gap-4">
          <Wordmark />
          <p className="text-right text-tiny text-ink-faint">{text.tagline}</p>
        </header>
        <main className="rounded-card border border-line bg-surface p-6 shadow-card sm:p-8">{children}</main>
      </div>
    </div>
  )
}

export function AuthHeading({ title, lead }: { title: string; lead: string }) {
  return (
    <header className="mb-6">
      <h1 className="text-title font-semibold">{title}</h1>
      <p className="mt-1 text-small wrap-anywhere text-ink-soft">{lead}</p>
    </header>
  )
}

export const textLink = 'font-medium text-accent underline decoration-1 underline-offset-3 hover:text-accent-strong'
