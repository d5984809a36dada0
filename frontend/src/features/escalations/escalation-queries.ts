import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import {
  assignEscalationMutation,
  changeEscalationSettingsMutation,
  listEscalationsInfiniteOptions,
  listMembersOptions,
  readEscalationSettingsOptions,
  readEscalationSettingsQueryKey,
} from '@/api/generated/@tanstack/react-query.gen'
import type { ListEscalationsResponse, ListMembersResponse, ReadEscalationSettingsResponse } from '@/api/generated'

export type Escalation = ListEscalationsResponse['items'][number]
export type Settings = ReadEscalationSettingsResponse
export type Member = ListMembersResponse['items'][number]

/** Which requests are shown: what is open, what of it is mine, or what is over. */
export type Show = 'open' | 'mine' | 'resolved'

const asked = {
  open: { status: 'open' },
  mine: { status: 'open', assignee: 'me' },
  resolved: { status: 'resolved' },
} as const

export const escalationList = (show: Show) =>
  infiniteQueryOptions({
    ...listEscalationsInfiniteOptions({ query: { ...asked[show], limit: 25 } }),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    select: (data) => data.pages.flatMap((page) => page.items),
  })
export const assign = assignEscalationMutation

export const settings = readEscalationSettingsOptions
export const settingsKey = readEscalationSettingsQueryKey
export const changeSettings = changeEscalationSettingsMutation

export const memberList = () => ({
  ...listMembersOptions({ query: { limit: 200 } }),
  select: (page: ListMembersResponse) => page.items,
})
