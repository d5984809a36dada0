const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' })

/** `24 – 26 Dec 2026`. A day of a calendar (`2026-12-24`) is the same everywhere, so no zone moves it. */
export function daysInWords(first: string, last: string): string {
  return format.formatRange(new Date(`${first}T00:00:00Z`), new Date(`${last}T00:00:00Z`))
}
