import type { Settings, Span } from './escalation-queries'

type Hours = Settings['hours']

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof days)[number]

/** What a day begins with: office hours, which most people then change. */
export const FIRST_SPAN: Span = { begins: '09:00', ends: '17:00' }

/** The days on which somebody is there. */
export function openDays(hours: Hours): Day[] {
  return days.filter((day) => hours[day]?.length)
}

/** Whether each span ends after it begins, and those of a day do not overlap. */
export function areSpansRight(hours: Hours): boolean {
  return openDays(hours).every((day) => {
    const spans = hours[day]!.toSorted((a, b) => a.begins.localeCompare(b.begins))
    return spans.every(({ begins, ends }, index) => begins && begins < ends && (spans[index - 1]?.ends ?? '') <= begins)
  })
}
