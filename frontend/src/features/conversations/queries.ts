import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import {
  getConversationInfiniteOptions,
  listAutomaticRepliesOptions,
  listChatHistoryInfiniteOptions,
} from '@/api/generated/@tanstack/react-query.gen'
import type { GetConversationResponse, ListAutomaticRepliesResponse, ListChatHistoryResponse } from '@/api/generated'

export type ConversationRow = ListChatHistoryResponse['items'][number]
export type Conversation = GetConversationResponse
export type Message = Conversation['messages'][number]
export type Status = ConversationRow['status']
export type AutomaticReply = ListAutomaticRepliesResponse['items'][number]
export type Filter = { status?: Status; q?: string }

export const conversationList = (filter: Filter) =>
  infiniteQueryOptions({
    ...listChatHistoryInfiniteOptions({ query: filter }),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    select: (data) => data.pages.flatMap((page) => page.items),
  })

/** One conversation with its messages, oldest first; the next page holds earlier ones. */
export const conversation = (id: string) =>
  infiniteQueryOptions({
    ...getConversationInfiniteOptions({ path: { conversation_id: id } }),
    initialPageParam: { path: { conversation_id: id } },
    getNextPageParam: (last) => (last.has_earlier ? last.messages[0]?.id : undefined),
    select: (data): Conversation => ({
      ...(data.pages[0] as Conversation),
      messages: data.pages.toReversed().flatMap((page) => page.messages),
    }),
  })

/** Texts of which nobody has said yet whether they are automatic replies; the server puts them first. */
export const automaticReplies = () => ({
  ...listAutomaticRepliesOptions({ query: { limit: 20 } }),
  select: (page: ListAutomaticRepliesResponse) => page.items.filter(({ verdict }) => verdict === null),
})
