import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { Fragment, lazy, Suspense, useState, type ReactNode } from 'react'
import { Button } from '@/components/button'
import { QueryStates } from '@/components/query-states'
import { Skeleton } from '@/components/skeleton'
import * as text from '@/i18n'
import { dayKey, dayName, useZone } from '@/lib/time'
import { Avatar, customerName, State } from './conversation-list'
import { MessageRow } from './message-row'
import { conversation, type Conversation, type Message } from './queries'
import { useMayWrite } from './use-may-write'
import type { Leaving } from './use-speech'

const words = text.conversations
// Whoever opens a conversation reads first.
const HandlingBar = lazy(() => import('./handling-bar').then((file) => ({ default: file.HandlingBar })))
const SuggestionCard = lazy(() => import('./suggestion-card').then((file) => ({ default: file.SuggestionCard })))
const LeavingRow = lazy(() => import('./leaving-row').then((file) => ({ default: file.LeavingRow })))
const ReplyBox = lazy(() => import('./reply-box').then((file) => ({ default: file.ReplyBox })))

export function ConversationPane({ id }: { id: string }) {
  const query = useInfiniteQuery(conversation(id))
  const back = (
    <Link
      to="/conversations"
      search={(filter) => filter}
      aria-label={text.common.back}
      className="-ml-2 grid size-11 shrink-0 place-items-center rounded-control text-ink-soft hover:bg-sunken lg:hidden"
    >
      <ArrowLeft aria-hidden="true" className="size-5" />
    </Link>
  )
  return (
    <QueryStates query={query} waiting={<Waiting back={back} />}>
      {(open) => (
        <Opened
          open={open}
          back={back}
          earlier={
            query.hasNextPage && (
              <div className="mb-6 grid place-items-center">
                <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {words.loadEarlier}
                </Button>
              </div>
            )
          }
        />
      )}
    </QueryStates>
  )
}

type OpenedProps = { open: Conversation; back: ReactNode; earlier: ReactNode }

function Opened({ open, back, earlier }: OpenedProps) {
  const [written, setWritten] = useState<Leaving[]>([])
  const leaving = written.filter(({ id }) => !open.messages.some((message) => message.id === id))
  const mayWrite = useMayWrite()
  return (
    <article className="flex h-full min-h-0 flex-col">
      <Header open={open} back={back} />
      {/* Reversed, so that the newest line stays in view and earlier ones do not push it away. */}
      <div
        role="region"
        aria-label={words.log}
        // A scrolling region must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto -outline-offset-2"
      >
        <div className="mx-auto w-full max-w-3xl px-4 py-6 sm:px-6">
          {earlier}
          <Messages messages={open.messages} leaving={leaving} />
          {open.suggestion && mayWrite && (
            <Suspense>
              <SuggestionCard suggestion={open.suggestion} />
            </Suspense>
          )}
        </div>
      </div>
      {mayWrite && (
        <Suspense>
          <ReplyBox open={open} setLeaving={setWritten} />
        </Suspense>
      )}
    </article>
  )
}

function Header({ open, back }: { open: Conversation; back: ReactNode }) {
  const name = customerName(open)
  return (
    <header className="border-b border-line px-4 py-3 sm:px-6">
      <div className="flex items-center gap-3">
        {back}
        <Avatar name={name} />
        <div className="min-w-0 flex-1">
          <h1 className="truncate text-lead font-semibold tracking-tight">{name}</h1>
          <p className="text-small text-ink-faint">{text.common.channel[open.channel] ?? open.channel}</p>
        </div>
        <State row={open} />
      </div>
      <div className="mt-3 min-h-11">
        <Suspense>
          <HandlingBar open={open} />
        </Suspense>
      </div>
    </header>
  )
}

/** What the customer had said last when the message at `index` was written. */
function lastOfCustomer(messages: Message[], index: number): Message | undefined {
  return messages.slice(0, index).findLast(({ sender_type }) => sender_type === 'customer')
}

function Messages({ messages, leaving }: { messages: Message[]; leaving: Leaving[] }) {
  const zone = useZone()
  const now = new Date()
  return (
    <div role="log" aria-label={words.log}>
      <ol className="grid gap-4">
        {messages.map((message, index) => {
          const previous = messages[index - 1]
          const newDay = !previous || dayKey(previous.created_at, zone) !== dayKey(message.created_at, zone)
          return (
            <Fragment key={message.id}>
              {newDay && (
                <li className="py-1 text-center text-tiny font-medium text-ink-faint">
                  {dayName(message.created_at, now, zone, words)}
                </li>
              )}
              <MessageRow message={message} before={lastOfCustomer(messages, index)} />
            </Fragment>
          )
        })}
        <Suspense>
          {leaving.map((line) => (
            <LeavingRow key={line.key} line={line} />
          ))}
        </Suspense>
      </ol>
    </div>
  )
}

function Waiting({ back }: { back: ReactNode }) {
  return (
    <div className="flex h-full flex-col">
      <h1 className="sr-only">{words.one}</h1>
      <div className="flex items-center gap-3 border-b border-line px-4 py-3 sm:px-6">
        {back}
        <Skeleton className="h-10 w-48" />
      </div>
      <div role="status" aria-label={text.common.loading} className="mx-auto grid w-full max-w-3xl gap-6 px-6 py-8">
        <Skeleton className="h-12 w-1/2" />
        <Skeleton className="ml-auto h-16 w-3/5" />
        <Skeleton className="h-12 w-2/5" />
      </div>
    </div>
  )
}
