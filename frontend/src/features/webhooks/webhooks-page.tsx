import { useQuery } from '@tanstack/react-query'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { WebhookCard } from './webhook-card'
import { webhookList } from './webhook-queries'

const words = text.webhooks
const NewWebhook = lazy(() => import('./new-webhook').then((file) => ({ default: file.NewWebhook })))

/** Where events are told, and how that went. */
export function WebhooksPage() {
  const query = useQuery(webhookList())
  const [adding, setAdding] = useState(false)
  const start = (
    <Button kind="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" className="size-4" />
      {words.add}
    </Button>
  )
  return (
    <Page title={words.title} lead={words.lead} actions={query.data?.length && !adding ? start : null}>
      <div className="grid gap-4">
        {adding && (
          <Card title={words.newTitle}>
            <Suspense fallback={<SkeletonRows rows={2} />}>
              <NewWebhook onDone={() => setAdding(false)} />
            </Suspense>
          </Card>
        )}
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={2} className="h-28" />}
          empty={
            adding ? null : (
              <Card>
                <EmptyState icon={WebhookIcon} title={words.emptyTitle} action={start}>
                  {words.emptyBody}
                </EmptyState>
              </Card>
            )
          }
        >
          {(webhooks) => (
            <ul className="grid gap-4">
              {webhooks.map((webhook) => (
                <WebhookCard key={webhook.id} webhook={webhook} />
              ))}
            </ul>
          )}
        </QueryStates>
      </div>
    </Page>
  )
}
