import * as text from '@/i18n'
import { comingTime } from '@/lib/time'
import type { Conversation } from './queries'

const words = text.handling

type Row = Pick<Conversation, 'status' | 'handled_by' | 'paused_until' | 'agent_id' | 'suggestion'>

/** Who speaks with the customer now, in a sentence; and for how long, where that is limited. */
export type Standing = { who: 'agent' | 'people' | 'resolved'; tone: 'calm' | 'person' | 'warn'; sentence: string; left?: string }

export function standingOf({ status, handled_by, paused_until, agent_id, suggestion }: Row, now: number, zone: string): Standing {
  if (status === 'resolved') return { who: 'resolved', tone: 'calm', sentence: words.resolved }
  if (handled_by === 'agent') {
    return { who: 'agent', tone: 'calm', sentence: suggestion ? words.drafts : agent_id ? words.agent : words.noAgent }
  }
  const tone = status === 'escalated' ? 'warn' : 'person'
  if (!paused_until) return { who: 'people', tone, sentence: status === 'escalated' ? words.escalated : words.people }
  const left = Date.parse(paused_until) - now
  return {
    who: 'people',
    tone,
    sentence: words.peopleUntil(comingTime(paused_until, new Date(now), zone)),
    left: left > 0 ? words.left(left) : words.ending,
  }
}
