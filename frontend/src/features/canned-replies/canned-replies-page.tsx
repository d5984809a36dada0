import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { MessageSquareQuote, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { currentWorkspace, me } from '@/features/people/queries'
import * as text from '@/i18n'
import { CannedReplyCard } from './canned-reply-card'
import { cannedReplyList } from './canned-reply-queries'

const words = text.cannedReplies
const NewReply = lazy(() => import('./new-reply').then((file) => ({ default: file.NewReply })))

/** The texts that the team has at hand. */
export function CannedRepliesPage() {
  const { data: person } = useSuspenseQuery(me())
  const mayWrite = currentWorkspace(person).role !== 'viewer'
  const query = useInfiniteQuery(cannedReplyList())
  const [writing, setWriting] = useState(false)
  const start = mayWrite && !writing && (
    <Button kind="primary" onClick={() => setWriting(true)}>
      <Plus aria-hidden="true" className="size-4" />
      {words.add}
    </Button>
  )
  return (
    <Page title={words.title} lead={words.lead} actions={query.data?.length ? start : null}>
      <div className="grid gap-4">
        {writing && (
          <Card title={words.newTitle}>
            <Suspense fallback={<SkeletonRows rows={2} />}>
              <NewReply onDone={() => setWriting(false)} />
            </Suspense>
          </Card>
        )}
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={2} className="h-28" />}
          empty={
            writing ? null : (
              <Card>
                <EmptyState icon={MessageSquareQuote} title={words.emptyTitle} action={start}>
                  {words.emptyBody}
                </EmptyState>
              </Card>
            )
          }
        >
          {(replies) => (
            <ul className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
              {replies.map((reply) => (
                <CannedReplyCard key={reply.id} reply={reply} mayWrite={mayWrite} />
              ))}
            </ul>
          )}
        </QueryStates>
        {query.hasNextPage && (
          <div className="text-center">
            <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {text.common.loadMore}
            </Button>
          </div>
        )}
      </div>
    </Page>
  )
}
