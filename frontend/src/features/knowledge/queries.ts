import { infiniteQueryOptions } from '@tanstack/react-query'
import type { ListDocumentsResponse } from '@/api/generated'
import {
  addAnswersMutation,
  deleteDocumentMutation,
  reindexDocumentMutation,
  setDocumentUseMutation,
} from '@/api/generated/queries/documents-changes.gen'
import { listDocumentsOptions, previewDocumentInfiniteOptions } from '@/api/generated/queries/documents.gen'

export type Document = ListDocumentsResponse['items'][number]

export const documentList = (agentId: string) => ({
  ...listDocumentsOptions({ path: { agent_id: agentId }, query: { limit: 200 } }),
  select: (page: { items: Document[] }) => page.items,
})
/** Those that were handed in: the pages of web sites stand with their sites. */
export const uploadedList = (agentId: string) => ({
  ...listDocumentsOptions({ path: { agent_id: agentId }, query: { limit: 200, from_web: false } }),
  select: (page: { items: Document[] }) => page.items,
})
export const addAnswers = addAnswersMutation
export const deleteDocument = deleteDocumentMutation
export const reindexDocument = reindexDocumentMutation
export const setDocumentUse = setDocumentUseMutation

/** What was understood of a document, in order, page by page; asked anew each time, because it may be read again. */
export function passages(agentId: string, documentId: string) {
  const path = { agent_id: agentId, document_id: documentId }
  return infiniteQueryOptions({
    ...previewDocumentInfiniteOptions({ path }),
    initialPageParam: { path },
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
    gcTime: 0,
  })
}

/**
 * Uploads go by XMLHttpRequest, the only way to know how far a body has got; so the address is written here once. With
 * `replaces`, that of the document whose place the file takes.
 */
export function uploadAddress(agentId: string, replaces?: string): string {
  const all = `/api/agents/${encodeURIComponent(agentId)}/documents`
  return replaces === undefined ? all : `${all}/${encodeURIComponent(replaces)}`
}
