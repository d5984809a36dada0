import type { UseMutationOptions } from '@tanstack/react-query'
import { meOptions } from '@/api/generated/queries/auth.gen'
import type { MeResponse } from '@/api/generated'
import { browserZone } from '@/lib/time'
import { chosenWorkspace } from '@/lib/workspace'

export type Me = MeResponse

export const me = () => ({ ...meOptions(), staleTime: 5 * 60_000 })

/** Rare, so the call comes when it is made. */
export const signOut = (): UseMutationOptions<void, Error, object> => ({
  mutationFn: async () => {
    const { leaveThisBrowser } = await import('./sign-out')
    await leaveThisBrowser()
  },
})

/** The workspace in use: the chosen one, else the oldest membership, as the API chooses without a header. */
export function currentWorkspace(person: Me): { id: string; name: string; zone: string; role: string } {
  const chosen = chosenWorkspace()
  const workspace = person.workspaces.find(({ id }) => id === chosen) ?? person.workspaces[0]
  return workspace
    ? { id: workspace.id, name: workspace.name, zone: workspace.timezone, role: workspace.role }
    : { id: '', name: person.full_name, zone: browserZone(), role: '' }
}
