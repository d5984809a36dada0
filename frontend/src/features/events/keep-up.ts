import type { QueryClient, QueryKey } from '@tanstack/react-query'
import {
  accountKeys,
  agentKeys,
  appointmentKeys,
  automaticRepliesKey,
  cannedReplyKeys,
  conversationKeys,
  documentKeys,
  escalationKeys,
  factKeys,
  goldenKeys,
  mailKeys,
  teamKeys,
  unansweredKeys,
  waitingKeys,
  webhookKeys,
} from '@/api/keys'
import { followEvents, type LiveState } from './live'

const affected: Record<string, () => QueryKey[]> = {
  'conversation.changed': () => [...conversationKeys(), ...escalationKeys()],
  'message.stored': conversationKeys,
  'automatic_reply.changed': () => [automaticRepliesKey()],
  'document.changed': documentKeys,
  'site.changed': documentKeys,
  'agent.changed': agentKeys,
  'appointment.changed': appointmentKeys,
  'busy_calendar.changed': appointmentKeys,
  'waiting_list.changed': () => [...waitingKeys(), ...appointmentKeys()],
  'account.changed': accountKeys,
  'fact.changed': factKeys,
  'unanswered.changed': unansweredKeys,
  'golden.changed': goldenKeys,
  'mail.changed': mailKeys,
  'webhook.changed': webhookKeys,
  'canned_reply.changed': cannedReplyKeys,
  'member.changed': teamKeys,
  'member.removed': () => [...teamKeys(), ...conversationKeys(), ...escalationKeys()],
  'invitation.changed': teamKeys,
}
const everything = () => Object.values(affected).flatMap((keys) => keys())

/** A burst of hints (a message and its conversation, an answer in parts) costs one refetch. */
const GATHER_MS = 150

/** Refetch what the server's hints say has changed, until the returned function is called. */
export function keepUp(queryClient: QueryClient, workspaceId: string, onState: (state: LiveState) => void): () => void {
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
    onState,
  })
  return () => {
    clearTimeout(flush)
    stop()
  }
}
