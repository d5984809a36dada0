import * as text from '@/i18n'
import { cx } from '@/lib/cx'

export function Skeleton({ className }: { className?: string }) {
  return <div className={cx('animate-pulse rounded-control bg-line', className)} />
}

/** Grey rows in the place of a list that is on its way. */
export function SkeletonRows({ rows = 4, className = 'h-16' }: { rows?: number; className?: string }) {
  return (
    <div role="status" aria-label={text.common.loading} className="grid gap-2">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className={className} />
      ))}
    </div>
  )
}
