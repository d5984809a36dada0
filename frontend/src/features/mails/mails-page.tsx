import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Mail as Letter } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { SelectField } from '@/components/field'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { currentWorkspace, me } from '@/features/people/queries'
import * as text from '@/i18n'
import { MailCard } from './mail-card'
import { mailList, type MailStatus } from './mail-queries'

const words = text.mails
const statuses = Object.keys(words.status) as MailStatus[]

/** What was sent by mail for the business, and what became of it. */
export function MailsPage() {
  const { data: person } = useSuspenseQuery(me())
  const [status, setStatus] = useState<MailStatus>()
  const query = useInfiniteQuery(mailList(status))
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Link
          to="/mail-settings"
          className="inline-flex min-h-10 items-center text-small font-medium text-accent-strong underline-offset-4 hover:underline"
        >
          {text.mailSettings.open}
        </Link>
      }
    >
      <div className="grid gap-4">
        <div className="sm:w-56">
          <SelectField
            label={words.filter}
            value={status ?? ''}
            onChange={({ target }) => setStatus((target.value || undefined) as MailStatus | undefined)}
          >
            <option value="">{words.all}</option>
            {statuses.map((each) => (
              <option key={each} value={each}>
                {words.status[each]}
              </option>
            ))}
          </SelectField>
        </div>
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={3} className="h-28" />}
          empty={
            <Card>
              <EmptyState icon={Letter} title={words.emptyTitle}>
                {words.emptyBody}
              </EmptyState>
            </Card>
          }
        >
          {(mails) => (
            <ul className="grid gap-4">
              {mails.map((mail) => (
                <MailCard key={mail.id} mail={mail} maySend={currentWorkspace(person).role !== 'viewer'} />
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
