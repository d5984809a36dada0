import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { listAuditInfiniteOptions } from '@/api/generated/@tanstack/react-query.gen'
import type { ListAuditData, ListAuditResponse } from '@/api/generated'
import { startOfDay } from './days'

export type AuditRow = ListAuditResponse['items'][number]
type Asked = NonNullable<ListAuditData['query']>

/** What the list is narrowed to. Days are whole days of the business, `2026-03-01`; both are included. */
export type AuditFilter = { who?: Asked['who']; what?: Asked['what']; from?: string; to?: string }

export const auditList = ({ who, what, from, to }: AuditFilter, zone: string) =>
  infiniteQueryOptions({
    ...listAuditInfiniteOptions({
      query: { who, what, from: from && startOfDay(from, zone), to: to && startOfDay(to, zone, 1) },
    }),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    select: (data) => data.pages.flatMap((page) => page.items),
  })
