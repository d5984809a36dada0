import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import * as text from '@/i18n'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'
import { startOfDay } from './days'

type Routes = Parameters<typeof serve>[0]

const ana = { kind: 'person', id: 'u1', name: 'Ana' }
const row = {
  id: 'a1',
  at: '2026-03-02T10:05:00Z',
  actor: ana,
  action: 'agent.switched_off',
  subject: { kind: 'agent', id: 'g1', name: 'Luna' },
  others: [],
  facts: { version: 3 },
}
const answer = {
  id: 'a2',
  at: '2026-03-01T22:30:00Z', // 01:30 of the next day in Istanbul
  actor: { kind: 'agent', id: null, name: null },
  action: 'turn.answered',
  subject: { kind: 'turn', id: 'a2', name: null },
  others: [
    { kind: 'agent', id: 'g1', name: 'Luna' },
    { kind: 'conversation', id: 'c1', name: 'Ben' },
  ],
  facts: { agent_version: 3 },
}

function open(address: string, routes: Routes) {
  const asked = serve({ 'GET /api/auth/me': owner, ...routes })
  return { asked, ...openDashboard(address) }
}

test('each entry is a plain sentence, under its day in the zone of the business', async () => {
  open('/audit', { 'GET /api/audit': page(row, answer, { ...row, id: 'a3', at: '2026-02-28T20:00:00Z', actor: { ...ana, name: null } }) })
  expect(await screen.findByText('Ana switched the agent Luna off')).toBeVisible()
  expect(screen.getByText('Luna answered Ben')).toBeVisible()
  expect(screen.getByText('A former member switched the agent Luna off')).toBeVisible()
  expect(screen.getAllByRole('heading', { level: 2 })).toHaveLength(2)
  const link = screen.getByRole('link', { name: 'Open the conversation with Ben' })
  expect(link).toHaveAttribute('href', '/conversations/c1')
})

test('filters stand in the address and are asked of the server', async () => {
  const queries: URLSearchParams[] = []
  const { user, where } = open('/audit?what=agent', {
    'GET /api/audit': ({ url }) => {
      queries.push(url.searchParams)
      return page(row)
    },
  })
  await screen.findByText('Ana switched the agent Luna off')
  expect(screen.getByLabelText('What')).toHaveValue('agent')
  await user.selectOptions(screen.getByLabelText('Who'), 'People and their programs')
  await user.type(screen.getByLabelText('From'), '2026-03-01')
  await user.type(screen.getByLabelText('To'), '2026-03-02')
  await screen.findByText('Ana switched the agent Luna off')
  expect(where()).toBe('/audit?what=agent&who=people&from=2026-03-01&to=2026-03-02')
  expect(Object.fromEntries(queries.at(-1)!)).toMatchObject({
    who: 'people',
    what: 'agent',
    from: '2026-02-28T21:00:00.000Z',
    to: '2026-03-02T21:00:00.000Z',
  })
})

test('more is loaded on demand', async () => {
  const { user } = open('/audit', {
    'GET /api/audit': ({ url }) =>
      url.searchParams.has('cursor') ? page(answer) : { body: { items: [row], next_cursor: 'next' } },
  })
  await user.click(await screen.findByRole('button', { name: 'Load more' }))
  expect(await screen.findByText('Luna answered Ben')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Load more' })).not.toBeInTheDocument()
})

test('nothing yet, nothing that fits, and nothing that may be read', async () => {
  const { user } = open('/audit?who=program', { 'GET /api/audit': page() })
  await user.click(await screen.findByRole('button', { name: 'Show everything' }))
  expect(await screen.findByRole('heading', { name: 'Nothing has happened yet' })).toBeVisible()

  serve({ 'GET /api/auth/me': owner, 'GET /api/audit': problem(403, 'not_allowed', 'Your role does not allow this.') })
  await user.selectOptions(screen.getByLabelText('Who'), 'Agents')
  const alert = await screen.findByRole('alert')
  expect(within(alert).getByText('Your role does not allow this.')).toBeVisible()
})

test('every sentence can be said, whatever is gone', () => {
  const said = { who: 'Ana', what: 'Luna', agent: 'Luna', customer: 'Ben', person: 'Tom', facts: { fields: ['name', 'email'], months: 3, conversations: 2 } }
  for (const [action, sentence] of Object.entries(text.auditSentences)) {
    expect(sentence(said), action).toMatch(/^Ana .+[^ ]$/)
  }
})

test('a day begins at midnight of the business, whether clocks change that day or not', () => {
  expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
  expect(startOfDay('2026-03-29', 'Europe/Berlin', 1)).toBe('2026-03-29T22:00:00.000Z')
  expect(startOfDay('2026-01-01', 'Pacific/Auckland')).toBe('2025-12-31T11:00:00.000Z')
  expect(startOfDay('2026-07-01', 'America/New_York')).toBe('2026-07-01T04:00:00.000Z')
})
