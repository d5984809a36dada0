import { infiniteQueryOptions } from '@tanstack/react-query'
import { listCannedRepliesInfiniteOptions, renderCannedReplyOptions } from '@/api/generated/queries/conversations.gen'
import type { ListCannedRepliesResponse } from '@/api/generated'

export type CannedReply = ListCannedRepliesResponse['items'][number]

/** Newest first, page by page. */
export const cannedReplyList = () =>
  infiniteQueryOptions({
    ...listCannedRepliesInfiniteOptions(),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })

/** The text as it reads in a conversation, with its names filled in. */
export const filledReply = (conversationId: string, replyId: string) =>
  renderCannedReplyOptions({ path: { conversation_id: conversationId, canned_reply_id: replyId } })
