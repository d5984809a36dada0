import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useId, useState, type KeyboardEvent } from 'react'
import { sentenceOf } from '@/api/problem'
import { Notice } from '@/components/notice'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { cannedReplyList, filledReply, type CannedReply } from '@/features/canned-replies/queries'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { focusOnArrival } from '@/lib/focus'

const words = text.cannedPicker

type Props = {
  conversationId: string
  onPick: (filled: string) => void
  /** Nothing was picked; `typed` is what had been looked for. */
  onClose: (typed: string) => void
}

/** The texts that the team has at hand, to be found by shortcut, title or words. */
export function CannedPicker({ conversationId, onPick, onClose }: Props) {
  const id = useId()
  const queryClient = useQueryClient()
  const query = useInfiniteQuery(cannedReplyList())
  const { hasNextPage, isFetching, isError, fetchNextPage } = query
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const [refusal, setRefusal] = useState<string>()
  const found = fitting(query.data ?? [], typed)
  const chosen = Math.min(at, found.length - 1)

  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [hasNextPage, isFetching, isError, fetchNextPage])

  async function pick(reply: CannedReply | undefined): Promise<void> {
    if (!reply) return
    try {
      onPick((await queryClient.fetchQuery({ ...filledReply(conversationId, reply.id), staleTime: 0 })).text)
    } catch (error) {
      setRefusal(sentenceOf(error))
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0))
    else if (event.key === 'Enter') void pick(found[chosen])
    else if (event.key === 'Escape') onClose(typed)
    else return
    event.preventDefault()
  }

  return (
    <div className="grid gap-2 rounded-control border border-line bg-surface p-2 shadow-float">
      <input
        ref={focusOnArrival}
        role="combobox"
        aria-label={words.find}
        aria-describedby={`${id}-hint`}
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={found[chosen] && `${id}-${found[chosen].id}`}
        placeholder={words.find}
        autoComplete="off"
        maxLength={80}
        className="field-box"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      {refusal && <Notice tone="bad">{refusal}</Notice>}
      <QueryStates
        query={query}
        waiting={<SkeletonRows rows={2} className="h-12" />}
        empty={
          <p className="px-2 py-1 text-small text-ink-soft">
            {words.none}{' '}
            <Link to="/canned-replies" className="font-medium text-accent-strong underline-offset-4 hover:underline">
              {words.write}
            </Link>
          </p>
        }
      >
        {() => (
          <ul id={`${id}-list`} role="listbox" aria-label={words.open} className="max-h-56 overflow-y-auto">
            {found.map((reply, index) => (
              <Choice
                key={reply.id}
                id={`${id}-${reply.id}`}
                reply={reply}
                isChosen={index === chosen}
                onPick={() => void pick(reply)}
              />
            ))}
          </ul>
        )}
      </QueryStates>
      {query.data && query.data.length > 0 && (
        <p id={`${id}-hint`} className="px-2 text-tiny text-ink-soft" role="status">
          {found.length === 0 ? words.nothing(typed) : words.hint}
        </p>
      )}
    </div>
  )
}

type ChoiceProps = { id: string; reply: CannedReply; isChosen: boolean; onPick: () => void }

/** One text; the keys that reach it are those of the field above. */
function Choice({ id, reply: { title, shortcut, text: said }, isChosen, onPick }: ChoiceProps) {
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the field has the focus and hears the keys
    <li
      ref={isChosen ? scrollThere : undefined}
      id={id}
      role="option"
      aria-selected={isChosen}
      className={cx('cursor-pointer rounded-md px-2 py-1.5 hover:bg-sunken', isChosen && 'bg-sunken')}
      onClick={onPick}
    >
      <p className="flex flex-wrap gap-x-2 text-small font-medium wrap-anywhere">
        {title}
        {shortcut && <span className="text-ink-soft">/{shortcut}</span>}
      </p>
      <p className="line-clamp-1 text-small wrap-anywhere text-ink-soft">{said}</p>
    </li>
  )
}

function scrollThere(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}

/** What fits the letters typed so far: shortcuts that begin with them first, then titles, then texts that hold them. */
function fitting(all: CannedReply[], typed: string): CannedReply[] {
  const wanted = typed.trim().replace(/^\//, '').toLowerCase()
  const rank = ({ shortcut, title, text: said }: CannedReply) =>
    [shortcut?.startsWith(wanted), title.toLowerCase().includes(wanted), said.toLowerCase().includes(wanted)].indexOf(true)
  const ranked = all.map((reply) => ({ reply, place: rank(reply) })).filter(({ place }) => place >= 0)
  return (wanted ? ranked.toSorted((a, b) => a.place - b.place) : ranked).map(({ reply }) => reply)
}
