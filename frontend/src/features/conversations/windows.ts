import * as text from '@/i18n'
import type { ConversationRow } from './queries'

const words = text.windows

type Row = Pick<ConversationRow, 'channel' | 'window_closes_at' | 'people_window_closes_at'>

/** How long the network still takes messages to the customer, from the agent and from people. In milliseconds, 0: no more. */
export type Windows = { agent: number; people: number; because: string | undefined }

export function windowsOf({ channel, window_closes_at, people_window_closes_at }: Row, now: number): Windows {
  const left = (closes: string | null) => Math.max(0, closes === null ? 0 : Date.parse(closes) - now)
  const agent = left(window_closes_at)
  const people = left(people_window_closes_at ?? window_closes_at)
  const network = text.common.channel[channel] ?? words.theNetwork
  if (window_closes_at === null) return { agent, people, because: words.never(network) }
  if (people === 0) return { agent, people, because: words.nobody(network) }
  return { agent, people, because: agent === 0 ? words.onlyPeople : undefined }
}
