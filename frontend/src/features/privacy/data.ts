import {
  askForWorkspaceExportMutation,
  bringBackMutation,
  changeRetentionMutation,
  leaveMutation,
  listWorkspaceExportsOptions,
  listWorkspaceExportsQueryKey,
  readLeavingOptions,
  readLeavingQueryKey,
  readRetentionOptions,
  readRetentionQueryKey,
} from '@/api/generated/@tanstack/react-query.gen'
import type { ListWorkspaceExportsResponse } from '@/api/generated'
import { chosenWorkspace } from '@/lib/workspace'

export type WorkspaceExport = ListWorkspaceExportsResponse['items'][number]

export const retentionKey = readRetentionQueryKey
export const retention = readRetentionOptions
export const changeRetention = changeRetentionMutation

const isUnderWay = ({ status }: WorkspaceExport) => status === 'queued' || status === 'working'
const LOOK_AGAIN_MS = 1500

export const exportsKey = () => listWorkspaceExportsQueryKey()
export const exportList = () => ({
  ...listWorkspaceExportsOptions(),
  refetchInterval: ({ state }: { state: { data: ListWorkspaceExportsResponse | undefined } }) =>
    state.data?.items.some(isUnderWay) ? LOOK_AGAIN_MS : (false as const),
  select: (page: ListWorkspaceExportsResponse) => page.items,
})
export const askForExport = askForWorkspaceExportMutation
/** A link sends no headers, so the chosen workspace stands in the address. */
export function addressOf({ id }: WorkspaceExport): string {
  const chosen = chosenWorkspace()
  return `/api/workspace/export/${id}/download${chosen ? `?workspace_id=${chosen}` : ''}`
}

export const leavingKey = readLeavingQueryKey
export const leaving = readLeavingOptions
export const leave = leaveMutation
export const bringBack = bringBackMutation
