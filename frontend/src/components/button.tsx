import type { ComponentProps } from 'react'
import { cx } from '@/lib/cx'
import { Spinner } from './spinner'

type Kind = 'primary' | 'plain' | 'quiet' | 'danger' | 'icon'

const kinds: Record<Kind, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  plain: 'border border-line-strong bg-surface text-ink hover:border-ink-faint hover:bg-sunken',
  quiet: 'text-ink-soft hover:bg-sunken hover:text-ink',
  icon: 'text-ink-faint hover:bg-sunken hover:text-ink',
  danger: 'border border-bad bg-surface text-bad hover:bg-bad-soft',
}

/** The look of a button, for links that act like one. */
export function buttonLook(kind: Kind = 'plain', className?: string): string {
  return cx(
    'inline-flex items-center justify-center gap-2 rounded-control text-small font-medium transition-colors',
    'disabled:opacity-55',
    kind === 'icon' ? 'size-11 shrink-0 sm:size-10' : 'min-h-11 px-4 py-2 sm:min-h-10',
    kinds[kind],
    className,
  )
}

type Props = ComponentProps<'button'> & { kind?: Kind; busy?: boolean }

/** `busy` keeps the button in place and focused while its work runs. */
export function Button({ kind, busy = false, className, children, disabled, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={buttonLook(kind, className)}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}
