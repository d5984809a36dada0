import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { accountKeys } from '@/features/accounts/queries'
import { agentKeys } from '@/features/agents/queries'
import { automaticRepliesKey, conversationKeys } from '@/features/conversations/queries'
import { documentKeys } from '@/features/knowledge/queries'
import { webhookKeys } from '@/features/webhooks/queries'
import { followEvents, type LiveState } from './live'

const affected: Record<string, () => QueryKey[]> = {
  'conversation.changed': conversationKeys,
  'message.stored': conversationKeys,
  'automatic_reply.changed': () => [automaticRepliesKey()],
  'document.changed': documentKeys,
  'agent.changed': agentKeys,
  'account.changed': accountKeys,
  'webhook.changed': webhookKeys,
}
const everything = () => [...conversationKeys(), automaticRepliesKey(), ...documentKeys(), ...agentKeys(), ...accountKeys(), ...webhookKeys()]

/** A burst of hints (a message and its conversation, an answer in parts) costs one refetch. */
const GATHER_MS = 150

/** Keep what is on screen in step with the server; returns how well that works right now. */
export function useLiveUpdates(workspaceId: string): LiveState {
  const queryClient = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')

  useEffect(() => {
    const stale = new Map<string, QueryKey>()
    let flush: ReturnType<typeof setTimeout> | undefined

    function gather(keys: QueryKey[]): void {
      for (const key of keys) stale.set(JSON.stringify(key), key)
      flush ??= setTimeout(() => {
        flush = undefined
        for (const queryKey of stale.values()) void queryClient.invalidateQueries({ queryKey })
        stale.clear()
      }, GATHER_MS)
    }

    const stop = followEvents({
      url: `/api/events?workspace_id=${encodeURIComponent(workspaceId)}`,
      onHint: ({ type }) => gather(type === 'resync' ? everything() : (affected[type]?.() ?? [])),
      onCatchUp: () => gather(everything()),
      onState: setState,
    })
    return () => {
      clearTimeout(flush)
      stop()
    }
  }, [queryClient, workspaceId])

  return state
}
