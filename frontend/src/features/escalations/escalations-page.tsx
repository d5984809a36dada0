import { useInfiniteQuery } from '@tanstack/react-query'
import { HandHelping } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { Button } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { EscalationCard } from './escalation-card'
import { escalationList, type Show } from './escalation-queries'

const words = text.escalations
const choices: Show[] = ['open', 'mine', 'resolved']
const nothing: Record<Show, [title: string, body: string]> = {
  open: [words.emptyTitle, words.emptyBody],
  mine: [words.emptyMineTitle, words.emptyMineBody],
  resolved: [words.emptyClosedTitle, words.emptyClosedBody],
}

// Who waits comes first; how the team is told is set up once.
const SettingsCard = lazy(() => import('./settings-card').then((file) => ({ default: file.SettingsCard })))
const NoticesCard = lazy(() => import('./notices-card').then((file) => ({ default: file.NoticesCard })))

type Props = { show: Show; onShow: (show: Show) => void; role: string; userId: string }

/** Customers who need a person, and how the team hears of them. */
export function EscalationsPage({ show, onShow, role, userId }: Props) {
  const query = useInfiniteQuery(escalationList(show))
  const [title, body] = nothing[show]
  return (
    <Page title={words.title} lead={words.lead}>
      <div role="group" aria-label={words.filter} className="mb-4 flex gap-1.5">
        {choices.map((choice) => (
          <button
            key={choice}
            type="button"
            aria-pressed={show === choice}
            onClick={() => onShow(choice)}
            className="min-h-9 shrink-0 rounded-full border border-line px-3.5 text-small font-medium text-ink-soft transition-colors hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-strong"
          >
            {words[choice]}
          </button>
        ))}
      </div>
      <QueryStates
        query={query}
        waiting={<SkeletonRows rows={3} className="h-32" />}
        empty={
          <Card>
            <EmptyState icon={HandHelping} title={title}>
              {body}
            </EmptyState>
          </Card>
        }
      >
        {(rows) => (
          <>
            <ul aria-label={words.list} className={cx('grid gap-3 transition-opacity', query.isPlaceholderData && 'opacity-60')}>
              {rows.map((row) => (
                <EscalationCard key={row.id} escalation={row} mayAssign={role !== 'viewer'} userId={userId} />
              ))}
            </ul>
            {query.hasNextPage && (
              <div className="grid place-items-center pt-4">
                <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {text.common.loadMore}
                </Button>
              </div>
            )}
          </>
        )}
      </QueryStates>
      <div className="mt-8 grid items-start gap-5 lg:grid-cols-2">
        <Suspense fallback={<SkeletonRows rows={1} className="h-40" />}>
          <SettingsCard mayChange={role === 'owner' || role === 'admin'} />
          <NoticesCard />
        </Suspense>
      </div>
    </Page>
  )
}
