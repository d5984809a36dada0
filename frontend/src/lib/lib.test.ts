import { expect, test } from 'vitest'
import { length } from '@/i18n/en/length'
import { ownPath, parseSearch, stringifySearch } from './search-params'
import { comingTime, dayKey, dayName, shortWhen } from './time'

test('only places of our own are returned to', () => {
  expect(ownPath('/agents/a1?x=1')).toBe('/agents/a1?x=1')
  for (const path of [undefined, '//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)']) {
    expect(ownPath(path)).toBe('/conversations')
  }
})

test('what looks like a number in an address stays text', () => {
  expect(parseSearch('?q=42&linked=1e5')).toEqual({ q: '42', linked: '1e5' })
  expect(stringifySearch({ q: '42', status: undefined })).toBe('?q=42')
  expect(stringifySearch({ q: undefined })).toBe('')
})

test('a day begins at midnight in the zone of the business', () => {
  const lateInLondon = '2026-03-02T22:30:00Z'
  expect(dayKey(lateInLondon, 'Europe/London')).toBe('2026-03-02')
  expect(dayKey(lateInLondon, 'Europe/Istanbul')).toBe('2026-03-03')

  const words = { today: 'Today', yesterday: 'Yesterday' }
  const now = new Date('2026-03-03T08:00:00Z')
  expect(dayName(lateInLondon, now, 'Europe/Istanbul', words)).toBe('Today')
  expect(dayName(lateInLondon, now, 'Europe/London', words)).toBe('Yesterday')
})

test('the further away, the coarser the time', () => {
  const now = new Date('2026-03-10T12:00:00Z')
  expect(shortWhen('2026-03-10T09:05:00Z', now, 'UTC')).toMatch(/09:05/)
  expect(shortWhen('2026-03-08T09:05:00Z', now, 'UTC')).toBe('Sun')
  expect(shortWhen('2026-01-08T09:05:00Z', now, 'UTC')).toMatch(/8/)
  expect(shortWhen('2024-01-08T09:05:00Z', now, 'UTC')).toMatch(/2024/)
})

test('what is to come has its day where it is not today', () => {
  const now = new Date('2026-03-10T12:00:00Z')
  expect(comingTime('2026-03-10T18:40:00Z', now, 'UTC')).not.toMatch(/Tue|Mar/)
  expect(comingTime('2026-03-11T08:00:00Z', now, 'UTC')).toMatch(/^Wed/)
  expect(comingTime('2026-03-20T08:00:00Z', now, 'UTC')).toMatch(/20/)
})

test('a length is told in two words at most', () => {
  const minutes = (n: number) => length(n * 60_000).replaceAll('\u00a0', ' ')
  expect(minutes(0.2)).toBe('1 min')
  expect(minutes(192)).toBe('3 h 12 min')
  expect(minutes(240)).toBe('4 h')
  expect(minutes(1440)).toBe('1 day')
  expect(minutes(1440 * 6 + 200)).toBe('6 days 3 h')
})
