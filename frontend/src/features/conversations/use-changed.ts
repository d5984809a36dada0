import { useQueryClient } from '@tanstack/react-query'
import { conversationKeys } from '@/api/keys'

/** Ask again for what is shown of conversations; done when the answers are there. */
export function useChanged(): () => Promise<unknown> {
  const queryClient = useQueryClient()
  return () => Promise.all(conversationKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey })))
}
