import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ListEmailsResponse } from '@/api/generated'
import { sendEmailAgainMutation } from '@/api/generated/queries/mails-changes.gen'
import { listEmailsInfiniteOptions } from '@/api/generated/queries/mails.gen'
import { mailKeys } from '@/api/keys'

export type Mail = ListEmailsResponse['items'][number]
export type MailStatus = Mail['status']

/** Newest first, page by page. */
export const mailList = (status: MailStatus | undefined) =>
  infiniteQueryOptions({
    ...listEmailsInfiniteOptions({ query: { status } }),
    initialPageParam: {},
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  })

export function useSendAgain() {
  const queryClient = useQueryClient()
  return useMutation({
    ...sendEmailAgainMutation(),
    onSettled: () => Promise.all(mailKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}
