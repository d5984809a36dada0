import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import { escalationKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { buttonLook } from '@/components/button'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { useNow } from '@/lib/now'
import { comingTime, shortWhen, useZone } from '@/lib/time'
import { dueOf } from './due'
import { assign, memberList, type Escalation } from './escalation-queries'

const words = text.escalations

type Props = { escalation: Escalation; mayAssign: boolean; userId: string }

/** One request: who waits, why, until when, and who looks after it. */
export function EscalationCard({ escalation, mayAssign, userId }: Props) {
  const id = useId()
  const now = useNow()
  const zone = useZone()
  const { kind, reason, summary, status, customer_name, due_at, created_at, resolved_at, conversation_id } = escalation
  const due = dueOf(escalation, now)
  const customer = customer_name || words.customer
  return (
    <li>
      <article
        aria-labelledby={id}
        className={cx('grid gap-3 rounded-card border bg-surface p-5 shadow-card', due?.isOverdue ? 'border-warn' : 'border-line')}
      >
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <div className="min-w-0">
            <h2 id={id} className="text-lead font-semibold tracking-tight break-words">
              {customer}
            </h2>
            <p className="text-small text-ink-soft">{words.kind[kind] ?? kind}</p>
          </div>
          {due && due_at && (
            <p className="flex items-center gap-2 text-tiny text-ink-faint">
              <Badge tone={due.isOverdue ? 'warn' : 'calm'}>{due.words}</Badge>
              <time dateTime={due_at}>{words.dueAt(comingTime(due_at, new Date(now), zone))}</time>
            </p>
          )}
        </header>
        <div className="grid gap-1">
          {reason !== words.kind[kind] && <p className="font-medium break-words">{reason}</p>}
          {summary && <p className="break-words whitespace-pre-wrap text-ink-soft">{summary}</p>}
        </div>
        <footer className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <Link
            to="/conversations/$conversationId"
            params={{ conversationId: conversation_id }}
            aria-label={words.openNamed(customer)}
            className={buttonLook(status === 'open' ? 'primary' : 'plain')}
          >
            {words.openConversation}
          </Link>
          <Assignee escalation={escalation} mayAssign={mayAssign && status === 'open'} userId={userId} />
          <p className="ml-auto text-small text-ink-faint">
            {resolved_at
              ? words.closed(shortWhen(resolved_at, new Date(now), zone))
              : words.asked(shortWhen(created_at, new Date(now), zone))}
          </p>
        </footer>
      </article>
    </li>
  )
}

function Assignee({ escalation, mayAssign, userId }: Props) {
  const queryClient = useQueryClient()
  const { data: members = [] } = useQuery({ ...memberList(), enabled: mayAssign })
  const change = useMutation({
    ...assign(),
    onSuccess: () => Promise.all(escalationKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  const { id, status, assignee_id, assignee_name, customer_name } = escalation
  if (!mayAssign) {
    const who = assignee_id === userId ? words.me : assignee_name ? words.assigned(assignee_name) : words.nobody
    return status === 'open' || assignee_id ? <p className="text-small text-ink-soft">{who}</p> : null
  }
  const chosen = change.isPending ? change.variables.body.user_id : assignee_id
  const others = members.filter(({ user_id, role }) => user_id !== userId && role !== 'viewer')
  const known = assignee_id === null || assignee_id === userId || others.some(({ user_id }) => user_id === assignee_id)
  return (
    <select
      aria-label={words.assigneeOf(customer_name || words.customer)}
      value={chosen ?? ''}
      aria-busy={change.isPending || undefined}
      onChange={({ target }) => change.mutate({ path: { escalation_id: id }, body: { user_id: target.value || null } })}
      className="min-h-11 max-w-full rounded-control border border-line-strong bg-surface px-3 text-small sm:min-h-10"
    >
      <option value="">{words.nobody}</option>
      <option value={userId}>{words.me}</option>
      {others.map(({ user_id, full_name }) => (
        <option key={user_id} value={user_id}>
          {words.assigned(full_name)}
        </option>
      ))}
      {!known && assignee_id && <option value={assignee_id}>{words.assigned(assignee_name ?? words.someone)}</option>}
    </select>
  )
}
