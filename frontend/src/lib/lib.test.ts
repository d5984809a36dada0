import { expect, test } from 'vitest'
import { ownPath, parseSearch, stringifySearch } from './search-params'
import { dayKey, dayName, shortWhen } from './time'

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
