import * as text from '@/i18n'
import type { Escalation } from './escalation-queries'

const words = text.escalations
const MINUTE_MS = 60_000

/** By when somebody should come, counted from now; nothing when that is not known, or does not matter any more. */
export function dueOf({ status, due_at }: Pick<Escalation, 'status' | 'due_at'>, now: number) {
  if (status !== 'open' || !due_at) return undefined
  const left = Date.parse(due_at) - now
  if (left > 0) return { isOverdue: false, words: words.dueIn(left) }
  // Whole minutes only, so that nobody is later on screen than they are.
  return { isOverdue: true, words: words.overdue(Math.floor(-left / MINUTE_MS) * MINUTE_MS) }
}
