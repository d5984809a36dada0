import { useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import { agentKeys } from '@/api/keys'
import { agent as agentQuery, type Agent } from './queries'

/** A change of one agent: the answer is the agent as it is now, so every screen shows it at once. */
export function useAgentChange<Wish, Refusal>(options: UseMutationOptions<Agent, Refusal, Wish>, onDone?: () => void) {
  const queryClient = useQueryClient()
  return useMutation<Agent, Refusal, Wish>({
    ...options,
    onSuccess: (changed) => {
      queryClient.setQueryData(agentQuery(changed.id).queryKey, changed)
      onDone?.()
    },
    onSettled: () => Promise.all(agentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}
