import { createContext, useContext } from 'react'

/** The IANA zone of the business; every time on screen is shown in it. */
export const ZoneContext = createContext<string>(browserZone())

export function useZone(): string {
  return useContext(ZoneContext)
}

export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(instant: string, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = zone + JSON.stringify(options)
  let found = formats.get(key)
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone })))
  return found.format(new Date(instant))
}

/** `14:05` */
export function clockTime(instant: string, zone: string): string {
  return format(instant, zone, { hour: '2-digit', minute: '2-digit' })
}

/** `14:05:09`, for proofs */
export function exactTime(instant: string, zone: string): string {
  return format(instant, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

/** `21 November 2025` */
export function longDate(instant: string, zone: string): string {
  return format(instant, zone, { day: 'numeric', month: 'long', year: 'numeric' })
}

/** `2025-11-21` in the zone: equal for two instants of the same day there. */
export function dayKey(instant: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return parts.format(new Date(instant))
}

/** How many calendar days `instant` lies before `now` in the zone. */
function daysAgo(instant: string, now: Date, zone: string): number {
  const day = (iso: string) => Date.parse(`${dayKey(iso, zone)}T00:00:00Z`) / 86_400_000
  return day(now.toISOString()) - day(instant)
}

/** For list rows: a clock time today, a weekday within the week, else a date. */
export function shortWhen(instant: string, now: Date, zone: string): string {
  const ago = daysAgo(instant, now, zone)
  if (ago === 0) return clockTime(instant, zone)
  if (ago > 0 && ago < 7) return format(instant, zone, { weekday: 'short' })
  const thisYear = dayKey(instant, zone).slice(0, 4) === dayKey(now.toISOString(), zone).slice(0, 4)
  return format(instant, zone, thisYear ? { day: 'numeric', month: 'short' } : { dateStyle: 'medium' })
}

/** For separators between days of a conversation. */
export function dayName(instant: string, now: Date, zone: string, words: { today: string; yesterday: string }): string {
  const ago = daysAgo(instant, now, zone)
  if (ago === 0) return words.today
  if (ago === 1) return words.yesterday
  return format(instant, zone, { weekday: 'long', day: 'numeric', month: 'long' })
}

/** For what is to come: a clock time today, with the weekday within the week, else with the date. */
export function comingTime(instant: string, now: Date, zone: string): string {
  const ahead = -daysAgo(instant, now, zone)
  if (ahead === 0) return clockTime(instant, zone)
  const day: Intl.DateTimeFormatOptions = ahead > 0 && ahead < 7 ? { weekday: 'short' } : { day: 'numeric', month: 'short' }
  return format(instant, zone, { ...day, hour: '2-digit', minute: '2-digit' })
}
