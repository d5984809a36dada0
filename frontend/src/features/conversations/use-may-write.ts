import { useQuery } from '@tanstack/react-query'
import { currentWorkspace, me } from '@/features/people/queries'

/** Whether the signed-in person may do more than read. */
export function useMayWrite(): boolean {
  const { data: person } = useQuery(me())
  return person !== undefined && currentWorkspace(person).role !== 'viewer'
}
