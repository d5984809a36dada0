import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { clockTime, comingTime, shortWhen, useZone } from '@/lib/time'
import { services } from './appointment-queries'
import { daysInWords } from './days-in-words'
import { bookOffered, leaveList, useWaiting, useWaitingChange, type Waiting } from './waiting-queries'

const words = text.waitingList

/** Who waits for a time to come free. */
export function WaitingCard({ mayChange }: { mayChange: boolean }) {
  const query = useWaiting()
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={2} />}
          empty={<p className="text-small text-ink-faint">{words.empty}</p>}
        >
          {(found) => (
            <ul className="grid gap-4">
              {found.map((entry) => (
                <WaitingRow key={entry.id} entry={entry} mayChange={mayChange} />
              ))}
            </ul>
          )}
        </QueryStates>
        {query.hasMore && <p className="text-small text-ink-faint">{words.more}</p>}
      </div>
    </Card>
  )
}

function WaitingRow({ entry, mayChange }: { entry: Waiting; mayChange: boolean }) {
  const zone = useZone()
  const offered = useQuery(services()).data?.items
  const { id, customer_name: name, service_id, first_day, last_day, part_of_day, status, created_at } = entry
  const what = service_id ? offered?.find((service) => service.id === service_id)?.name : words.anyService
  const days = [daysInWords(first_day, last_day), words.parts[part_of_day]].filter(Boolean).join(' ')
  const path = { entry_id: id }
  const book = useWaitingChange({
    ...bookOffered(),
    onSuccess: ({ appointment_time }) => toast(words.booked(name, appointment_time)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  const leave = useWaitingChange({
    ...leaveList(),
    onSuccess: () => toast(words.left(name)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <div className="grid min-w-0 grow basis-48 gap-0.5">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="min-w-0 font-medium wrap-anywhere">{name}</span>
          {status === 'offered' ? <Badge tone="warn">{words.status.offered}</Badge> : <Badge>{words.status.waiting}</Badge>}
        </p>
        <p className="text-small wrap-anywhere text-ink-soft">
          {[what, days, words.since(shortWhen(created_at, new Date(), zone))].filter(Boolean).join(' · ')}
        </p>
        <Kept entry={entry} />
        {entry.conversation_id && (
          <p>
            <Link
              to="/conversations/$conversationId"
              params={{ conversationId: entry.conversation_id }}
              aria-label={words.conversationNamed(name)}
              className="text-small font-medium text-accent-strong underline-offset-4 hover:underline"
            >
              {words.conversation}
            </Link>
          </p>
        )}
      </div>
      {mayChange && (
        <div className="ml-auto flex gap-1">
          {status === 'offered' && (
            <Button kind="primary" busy={book.isPending} aria-label={words.bookNamed(name)} onClick={() => book.mutate({ path })}>
              {words.book}
            </Button>
          )}
          <ConfirmButton
            kind="quiet"
            busy={leave.isPending}
            aria-label={words.leaveNamed(name)}
            title={words.leaveAsk(name)}
            body={words.leaveBody}
            action={words.leave}
            onConfirm={() => leave.mutate({ path })}
          >
            {words.leave}
          </ConfirmButton>
        </div>
      )}
    </li>
  )
}

/** The time that is kept for them now. */
function Kept({ entry: { offered_starts_at, offered_until } }: { entry: Waiting }) {
  const zone = useZone()
  if (!offered_starts_at || !offered_until) return null
  return (
    <p className="text-small text-warn">
      {words.kept(comingTime(offered_starts_at, new Date(), zone), clockTime(offered_until, zone))}
    </p>
  )
}
