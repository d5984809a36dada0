import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { BadgeCheck, Plus } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { Button } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { SelectField } from '@/components/field'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { currentWorkspace, me } from '@/features/people/queries'
import * as text from '@/i18n'
import { FactCard } from './fact-card'
import { factList, type Fact } from './fact-queries'

const words = text.facts
const NewFact = lazy(() => import('./new-fact').then((file) => ({ default: file.NewFact })))

/** What agents say word for word: proposals on top, then what is approved. */
export function FactsPage() {
  const { data: person } = useSuspenseQuery(me())
  const { role } = currentWorkspace(person)
  const mayWrite = role === 'owner' || role === 'admin'
  const proposed = useInfiniteQuery(factList('proposed'))
  const [shown, setShown] = useState<'approved' | 'rejected'>('approved')
  const [adding, setAdding] = useState(false)
  const start = mayWrite && !adding && (
    <Button kind="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" className="size-4" />
      {words.add}
    </Button>
  )
  const empty =
    shown === 'approved' ? (
      <EmptyState icon={BadgeCheck} title={words.emptyTitle} action={start}>
        {words.emptyBody}
      </EmptyState>
    ) : (
      <EmptyState icon={BadgeCheck} title={words.noneRejectedTitle}>
        {words.noneRejectedBody}
      </EmptyState>
    )
  return (
    <Page title={words.title} lead={words.lead} actions={start}>
      <div className="grid gap-8">
        {adding && (
          <Card title={words.newTitle}>
            <Suspense fallback={<SkeletonRows rows={2} />}>
              <NewFact onDone={() => setAdding(false)} />
            </Suspense>
          </Card>
        )}
        {(proposed.data?.length ?? 0) > 0 && (
          <section aria-labelledby="proposed" className="grid gap-3">
            <header>
              <h2 id="proposed" className="text-lead font-semibold tracking-tight">
                {words.proposed}
              </h2>
              <p className="text-small text-ink-soft">{words.proposedLead}</p>
            </header>
            <Facts facts={proposed.data ?? []} mayWrite={mayWrite} />
            <More query={proposed} />
          </section>
        )}
        <section aria-labelledby="kept" className="grid gap-3">
          <header className="flex flex-wrap items-end justify-between gap-3">
            <h2 id="kept" className="text-lead font-semibold tracking-tight">
              {words.kept}
            </h2>
            <div className="w-full sm:w-48">
              <SelectField
                label={words.show}
                value={shown}
                onChange={({ target }) => setShown(target.value as 'approved' | 'rejected')}
              >
                <option value="approved">{words.shown.approved}</option>
                <option value="rejected">{words.shown.rejected}</option>
              </SelectField>
            </div>
          </header>
          <Kept status={shown} mayWrite={mayWrite} empty={<Card>{empty}</Card>} />
        </section>
      </div>
    </Page>
  )
}

function Kept({ status, mayWrite, empty }: { status: 'approved' | 'rejected'; mayWrite: boolean; empty: ReactNode }) {
  const query = useInfiniteQuery(factList(status))
  return (
    <>
      <QueryStates query={query} waiting={<SkeletonRows rows={3} className="h-24" />} empty={empty}>
        {(facts) => <Facts facts={facts} mayWrite={mayWrite} />}
      </QueryStates>
      <More query={query} />
    </>
  )
}

function Facts({ facts, mayWrite }: { facts: Fact[]; mayWrite: boolean }) {
  return (
    <ul className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2">
      {facts.map((fact) => (
        <FactCard key={fact.id} fact={fact} mayWrite={mayWrite} />
      ))}
    </ul>
  )
}

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }

function More({ query }: { query: Pages }) {
  if (!query.hasNextPage) return null
  return (
    <div className="text-center">
      <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {text.common.loadMore}
      </Button>
    </div>
  )
}
