import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronRight, RotateCcw } from 'lucide-react'
import { sentenceOf } from '@/api/problem'
import { Badge, type Tone } from '@/components/badge'
import { Button } from '@/components/button'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { dayName, exactTime, useZone } from '@/lib/time'
import { nameOfEvent } from './names'
import { deliveryList, replay, useWebhookChange, type Delivery, type Webhook } from './webhook-queries'

const words = text.webhooks
const tones: Record<Delivery['status'], Tone> = { waiting: 'warn', paused: 'calm', delivered: 'good', failed: 'bad' }

/** The newest first; each opens to what the target answered. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const query = useInfiniteQuery(deliveryList(webhook.id))
  return (
    <div>
      <h3 className="mb-1 text-small font-medium">{words.deliveries}</h3>
      <QueryStates
        query={query}
        waiting={<SkeletonRows rows={2} className="h-11" />}
        empty={<p className="text-small text-ink-faint">{words.noDeliveries}</p>}
      >
        {(deliveries) => (
          <>
            <ul className="divide-y divide-line">
              {deliveries.map((delivery) => (
                <DeliveryRow key={delivery.id} delivery={delivery} mayReplay={webhook.is_active} />
              ))}
            </ul>
            {query.hasNextPage && (
              <Button kind="quiet" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {text.common.loadMore}
              </Button>
            )}
          </>
        )}
      </QueryStates>
    </div>
  )
}

function DeliveryRow({ delivery, mayReplay }: { delivery: Delivery; mayReplay: boolean }) {
  const zone = useZone()
  const again = useWebhookChange({
    ...replay(),
    onSuccess: () => toast(words.replayed),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  const { id, type, status, created_at, response_code, response_text, error } = delivery
  const what = nameOfEvent(type)
  const when = `${dayName(created_at, new Date(), zone, words)} ${exactTime(created_at, zone)}`
  const answer = error ?? (response_code ? words.answered(response_code) : undefined)
  return (
    <li className="flex items-start gap-x-3 py-2">
      <details className="group min-w-0 flex-1">
        <summary className="flex min-h-10 items-center gap-x-3">
          <ChevronRight
            aria-hidden="true"
            className="size-4 shrink-0 text-ink-faint transition-transform group-open:rotate-90"
          />
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge tone={tones[status]}>{words.status[status]}</Badge>
            <span className="text-small font-medium">{what}</span>
            <span className="text-small text-ink-faint">{when}</span>
          </span>
        </summary>
        <div className="grid gap-2 pt-1 pb-2 pl-7 text-small text-ink-soft">
          <p>{[words.attempts(delivery.attempts), answer, comingOf(delivery, zone)].filter(Boolean).join(' · ')}</p>
          {response_text ? (
            <pre className="max-h-40 overflow-auto rounded-control bg-sunken p-3 font-mono text-tiny break-words whitespace-pre-wrap">
              {response_text}
            </pre>
          ) : (
            response_code && <p className="text-ink-faint">{words.emptyAnswer}</p>
          )}
        </div>
      </details>
      {(status === 'delivered' || status === 'failed') && (
        <Button
          kind="quiet"
          busy={again.isPending}
          disabled={!mayReplay}
          aria-label={words.replayNamed(what, when)}
          onClick={() => again.mutate({ path: { delivery_id: id } })}
        >
          <RotateCcw aria-hidden="true" className="size-4" />
          <span className="max-sm:sr-only">{words.replay}</span>
        </Button>
      )}
    </li>
  )
}

function comingOf({ status, next_attempt_at }: Delivery, zone: string): string | undefined {
  if (status === 'paused') return words.whenOn
  if (status !== 'waiting') return undefined
  return new Date(next_attempt_at) > new Date() ? words.nextTry(exactTime(next_attempt_at, zone)) : words.itsTurn
}
