import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bot, KeyRound, ScrollText, SearchX, Settings2, UserRound, type LucideIcon } from 'lucide-react'
import { Button } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { SelectField, TextField } from '@/components/field'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { clockTime, dayKey, longDate, useZone } from '@/lib/time'
import { auditList, type AuditFilter, type AuditRow } from './audit-list'
import { conversationOf, sentenceOf } from './sentence'

const words = text.audit
const icons: Record<AuditRow['actor']['kind'], LucideIcon> = { person: UserRound, key: KeyRound, agent: Bot, program: Settings2 }

type Props = { filter: AuditFilter; onFilter: (filter: AuditFilter) => void }

/** Who did what, day by day, the newest on top. */
export function AuditPage({ filter, onFilter }: Props) {
  const zone = useZone()
  const query = useInfiniteQuery(auditList(filter, zone))
  const isFiltered = Object.values(filter).some(Boolean)
  return (
    <Page title={words.title} lead={words.lead}>
      <Filters filter={filter} onFilter={onFilter} />
      <QueryStates
        query={query}
        waiting={<SkeletonRows rows={8} className="h-12" />}
        empty={<Nothing isFiltered={isFiltered} onClear={() => onFilter({})} />}
      >
        {(rows) => (
          <div className={cx('grid gap-6 transition-opacity', query.isPlaceholderData && 'opacity-60')}>
            {byDay(rows, zone).map((day) => (
              <Day key={day[0]!.id} rows={day} zone={zone} />
            ))}
            {query.hasNextPage && (
              <div className="grid place-items-center">
                <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {text.common.loadMore}
                </Button>
              </div>
            )}
          </div>
        )}
      </QueryStates>
    </Page>
  )
}

function Filters({ filter, onFilter }: Props) {
  const change = (part: AuditFilter) => onFilter({ ...filter, ...part })
  return (
    <div className="mb-6 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <SelectField
        label={words.who}
        value={filter.who ?? ''}
        onChange={({ target }) => change({ who: target.value || undefined })}
      >
        <option value="">{words.everybody}</option>
        <option value="people">{words.people}</option>
        <option value="agent">{words.agents}</option>
        <option value="program">{words.program}</option>
      </SelectField>
      <SelectField
        label={words.what}
        value={filter.what ?? ''}
        onChange={({ target }) => change({ what: (target.value || undefined) as AuditFilter['what'] })}
      >
        <option value="">{words.everything}</option>
        {Object.entries(words.families).map(([family, name]) => (
          <option key={family} value={family}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField
        type="date"
        label={words.from}
        value={filter.from ?? ''}
        max={filter.to}
        onChange={({ target }) => change({ from: target.value || undefined })}
      />
      <TextField
        type="date"
        label={words.to}
        value={filter.to ?? ''}
        min={filter.from}
        onChange={({ target }) => change({ to: target.value || undefined })}
      />
    </div>
  )
}

function byDay(rows: AuditRow[], zone: string): AuditRow[][] {
  const days = new Map<string, AuditRow[]>()
  for (const row of rows) {
    const day = dayKey(row.at, zone)
    days.set(day, [...(days.get(day) ?? []), row])
  }
  return [...days.values()]
}

function Day({ rows, zone }: { rows: AuditRow[]; zone: string }) {
  return (
    <section>
      <h2 className="mb-2 text-small font-medium text-ink-faint">{longDate(rows[0]!.at, zone)}</h2>
      <ul className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
        {rows.map((row) => (
          <Entry key={row.id} row={row} zone={zone} />
        ))}
      </ul>
    </section>
  )
}

function Entry({ row, zone }: { row: AuditRow; zone: string }) {
  const Icon = icons[row.actor.kind]
  const conversation = conversationOf(row)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
      <Icon aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
      <span className="min-w-0 flex-1 break-words">{sentenceOf(row)}</span>
      {conversation && (
        <Link
          to="/conversations/$conversationId"
          params={{ conversationId: conversation.id }}
          aria-label={words.openNamed(conversation.customer)}
          className="text-small text-accent underline-offset-2 hover:underline"
        >
          {words.conversation}
        </Link>
      )}
      <time dateTime={row.at} className="text-small text-ink-faint">
        {clockTime(row.at, zone)}
      </time>
    </li>
  )
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  return (
    <Card>
      {isFiltered ? (
        <EmptyState icon={SearchX} title={words.noMatchTitle} action={<Button onClick={onClear}>{words.clear}</Button>}>
          {words.noMatchBody}
        </EmptyState>
      ) : (
        <EmptyState icon={ScrollText} title={words.emptyTitle}>
          {words.emptyBody}
        </EmptyState>
      )}
    </Card>
  )
}
