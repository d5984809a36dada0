import { deleteDocumentMutation, listDocumentsOptions } from '@/api/generated/@tanstack/react-query.gen'
import type { ListDocumentsResponse } from '@/api/generated'

export type Document = ListDocumentsResponse['items'][number]

export const documentList = (agentId: string) => ({
  ...listDocumentsOptions({ path: { agent_id: agentId }, query: { limit: 200 } }),
  select: (page: { items: Document[] }) => page.items,
})
export const deleteDocument = deleteDocumentMutation

/** Uploads go by XMLHttpRequest, the only way to know how far a body has got; so the address is written here once. */
export const uploadAddress = (agentId: string) => `/api/agents/${encodeURIComponent(agentId)}/documents`
