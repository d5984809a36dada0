import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Inbox, Search, SearchX } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Badge } from '@/components/badge'
import { Button, buttonLook } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { shortWhen, useZone } from '@/lib/time'
import { AutomaticReplies } from './automatic-replies'
import { conversationList, type ConversationRow, type Filter, type Status } from './queries'

const words = text.conversations
const choices: (Status | undefined)[] = [undefined, 'escalated', 'active', 'resolved']

type Props = { filter: Filter; onFilter: (filter: Filter) => void; openId: string | undefined }

export function ConversationList({ filter, onFilter, openId }: Props) {
  const query = useInfiniteQuery(conversationList(filter))
  const Title = openId ? 'h2' : 'h1' // An open conversation is what the page is about.
  return (
    <section aria-labelledby="conversations-title" className="flex h-full min-h-0 flex-col">
      <header className="grid gap-3 px-4 pt-5 pb-3">
        <Title id="conversations-title" className="text-title font-semibold">
          {words.title}
        </Title>
        <SearchBox value={filter.q ?? ''} onSearch={(q) => onFilter({ ...filter, q: q || undefined })} />
        <div role="group" aria-label={words.filter} className="-mx-4 flex gap-1.5 overflow-x-auto px-4 pb-1">
          {choices.map((status) => (
            <button
              key={status ?? 'all'}
              type="button"
              aria-pressed={filter.status === status}
              onClick={() => onFilter({ ...filter, status })}
              className="min-h-8 shrink-0 rounded-full border border-line px-3 text-tiny font-medium text-ink-soft transition-colors hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-strong"
            >
              {status ? words.status[status] : words.all}
            </button>
          ))}
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        <AutomaticReplies />
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={6} className="h-17" />}
          empty={<Nothing filtered={Boolean(filter.status || filter.q)} onClear={() => onFilter({})} />}
        >
          {(rows) => (
            <>
              <ul className={cx('grid gap-0.5 transition-opacity', query.isPlaceholderData && 'opacity-60')}>
                {rows.map((row) => (
                  <Row key={row.id} row={row} filter={filter} open={row.id === openId} />
                ))}
              </ul>
              {query.hasNextPage && (
                <div className="grid place-items-center pt-3">
                  <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    {text.common.loadMore}
                  </Button>
                </div>
              )}
            </>
          )}
        </QueryStates>
      </div>
    </section>
  )
}

function SearchBox({ value, onSearch }: { value: string; onSearch: (words: string) => void }) {
  const [typed, setTyped] = useState(value)
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(pending.current), [])
  return (
    <div className="relative">
      <Search aria-hidden="true" className="pointer-events-none absolute top-3 left-3 size-4.5 text-ink-faint" />
      <input
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value)
          clearTimeout(pending.current)
          pending.current = setTimeout(() => onSearch(target.value.trim()), 300)
        }}
        className="field-box pl-10"
      />
    </div>
  )
}

function Row({ row, filter, open }: { row: ConversationRow; filter: Filter; open: boolean }) {
  const zone = useZone()
  const name = customerName(row)
  return (
    <li>
      <Link
        to="/conversations/$conversationId"
        params={{ conversationId: row.id }}
        search={filter}
        aria-current={open ? 'page' : undefined}
        className={cx(
          'flex items-center gap-3 rounded-control px-2.5 py-3 transition-colors',
          open ? 'bg-accent-soft' : 'hover:bg-sunken',
        )}
      >
        <Avatar name={name} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline justify-between gap-2">
            <span className="truncate font-medium">{name}</span>
            {row.last_message_at && (
              <time dateTime={row.last_message_at} className="shrink-0 text-tiny text-ink-faint">
                {shortWhen(row.last_message_at, new Date(), zone)}
              </time>
            )}
          </span>
          <span className="mt-0.5 flex items-center justify-between gap-2">
            <span className="truncate text-small text-ink-faint">
              {text.common.channel[row.channel] ?? row.channel}, {words.messages(row.message_count)}
            </span>
            <State row={row} />
          </span>
        </span>
      </Link>
    </li>
  )
}

export function customerName(row: Pick<ConversationRow, 'customer_name' | 'customer_ig_id'>): string {
  return row.customer_name || words.unnamed(row.customer_ig_id)
}

export function Avatar({ name }: { name: string }) {
  const letter = name.replace(/^[^\p{L}\p{N}]+/u, '').charAt(0) || '?'
  return (
    <span
      aria-hidden="true"
      className="grid size-10 shrink-0 place-items-center rounded-full bg-sunken font-medium text-ink-soft uppercase"
    >
      {letter}
    </span>
  )
}

/** The one thing about a conversation worth a colour. */
export function State({ row }: { row: Pick<ConversationRow, 'status' | 'handled_by' | 'result'> }) {
  if (row.status === 'escalated') return <Badge tone="warn">{words.status.escalated}</Badge>
  if (row.handled_by === 'people') return <Badge tone="person">{words.handledByPeople}</Badge>
  if (row.status === 'resolved') return <Badge>{words.status.resolved}</Badge>
  // An answer is the normal case, and needs no badge.
  const result = row.result && row.result !== 'answered' && words.result[row.result]
  return result ? <Badge tone="good">{result}</Badge> : null
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return filtered ? (
    <EmptyState icon={SearchX} title={words.noMatchTitle} action={<Button onClick={onClear}>{words.clearFilters}</Button>}>
      {words.noMatchBody}
    </EmptyState>
  ) : (
    <EmptyState
      icon={Inbox}
      title={words.emptyTitle}
      action={
        <Link to="/agents" className={buttonLook('primary')}>
          {words.emptyAction}
        </Link>
      }
    >
      {words.emptyBody}
    </EmptyState>
  )
}
