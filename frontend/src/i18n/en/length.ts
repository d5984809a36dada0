import { count } from './count'

/** `6 days 3 h`, `3 h 12 min`, `25 min`, on one line; a minute that has begun counts. */
export function length(ms: number): string {
  return inWords(ms).replaceAll(' ', '\u00a0')
}

function inWords(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000))
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  if (days) return hours ? `${count(days, 'day', 'days')} ${hours} h` : count(days, 'day', 'days')
  if (hours) return rest ? `${hours} h ${rest} min` : `${hours} h`
  return `${rest} min`
}
