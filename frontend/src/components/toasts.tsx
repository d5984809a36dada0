import { CircleAlert, CircleCheck } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { cx } from '@/lib/cx'

type Toast = { id: number; tone: 'good' | 'bad'; words: string }

const SHOWN_FOR_MS = 6_000
let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  listeners.forEach((tell) => tell())
}

/** Say in one line how something went. */
export function toast(words: string, tone: Toast['tone'] = 'good'): void {
  const id = ++lastId
  set([...toasts, { id, tone, words }])
  setTimeout(() => set(toasts.filter((one) => one.id !== id)), SHOWN_FOR_MS)
}

/** Where the lines appear. Mounted once, always in the page, so that screen readers hear what is added. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => toasts,
  )
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-20 z-50 flex flex-col items-center gap-2 md:bottom-6"
    >
      {shown.map(({ id, tone, words }) => (
        <p
          key={id}
          className={cx(
            'flex max-w-md items-center wrap-anywhere gap-2.5 rounded-control border border-line bg-surface px-4 py-3 text-small shadow-float',
            tone === 'bad' ? 'text-bad' : 'text-ink',
          )}
        >
          {tone === 'bad' ? (
            <CircleAlert aria-hidden="true" className="size-4 shrink-0" />
          ) : (
            <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-accent" />
          )}
          {words}
        </p>
      ))}
    </div>
  )
}
