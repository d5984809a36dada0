/** From when to when it is open, as HH:MM on the business's clock. Midnight at the end of a day is 24:00. */
export type Span = { begins: string; ends: string }

/** A day that is left out is closed. */
export type Week = { [day: string]: Span[] }

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof days)[number]
const weekdays = days.slice(0, 5)

/** What a day begins with: office hours, which most people then change. */
export const FIRST_SPAN: Span = { begins: '09:00', ends: '17:00' }
export const officeWeek: Week = Object.fromEntries(weekdays.map((day) => [day, [FIRST_SPAN]]))

/** The days on which it is open. */
export function openDays(week: Week): Day[] {
  return days.filter((day) => week[day]?.length)
}

export const inOrder = (spans: Span[]) => spans.toSorted((a, b) => a.begins.localeCompare(b.begins))

/** Why the spans of one day cannot be kept; in which order they stand does not matter. */
export function problemOf(spans: Span[]): 'missing' | 'backwards' | 'overlap' | undefined {
  if (spans.some(({ begins, ends }) => !begins || !ends)) return 'missing'
  if (spans.some(({ begins, ends }) => begins >= ends)) return 'backwards'
  const ordered = inOrder(spans)
  return ordered.some(({ begins }, index) => begins < (ordered[index - 1]?.ends ?? '')) ? 'overlap' : undefined
}

export function isWeekRight(week: Week): boolean {
  return openDays(week).every((day) => !problemOf(week[day]!))
}

/** Only the open days, each with its spans in order. */
export function tidyWeek(week: Week): Week {
  return Object.fromEntries(openDays(week).map((day) => [day, inOrder(week[day]!)]))
}

/** After the last span of the day, so that the new one is right as it stands. */
export function nextSpan(spans: Span[]): Span {
  const last = spans.at(-1)
  return last && last.ends < '23:00' ? { begins: last.ends, ends: '23:00' } : FIRST_SPAN
}

/** Monday to Friday get what this day has. */
export function copiedToWeekdays(week: Week, from: Day): Week {
  return { ...week, ...Object.fromEntries(weekdays.map((day) => [day, week[from] ?? []])) }
}

export const spansInWords = (spans: Span[]) => spans.map(({ begins, ends }) => `${begins}–${ends}`).join(', ')

/** `Mon–Fri 09:00–17:00, Sat 10:00–14:00`: days in a row with the same hours stand together. */
export function weekInWords(week: Week, names: Record<Day, string>): string {
  const groups: { first: Day; last: Day; hours: string }[] = []
  for (const day of openDays(week)) {
    const hours = spansInWords(week[day]!)
    const before = groups.at(-1)
    if (before?.hours === hours && days.indexOf(before.last) === days.indexOf(day) - 1) before.last = day
    else groups.push({ first: day, last: day, hours })
  }
  return groups
    .map(({ first, last, hours }) => `${first === last ? names[first] : `${names[first]}–${names[last]}`} ${hours}`)
    .join(' · ')
}
