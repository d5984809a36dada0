import * as text from '@/i18n'

/** The bell on the desk. */
export function Mark({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <g className="fill-on-accent">
        <circle cx="16" cy="9.6" r="1.9" />
        <path d="M7.5 20.4a8.5 8.5 0 0 1 17 0z" />
        <rect x="6" y="22" width="20" height="2.4" rx="1.2" />
      </g>
    </svg>
  )
}

export function Wordmark() {
  return (
    <span className="flex items-center gap-2.5">
      <Mark />
      <span className="text-lead font-semibold tracking-tight">{text.product}</span>
    </span>
  )
}
