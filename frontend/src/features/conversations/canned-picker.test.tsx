import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const now = new Date().toISOString()
const later = new Date(Date.now() + 3_600_000).toISOString()
const row = {
  id: 'c1', agent_id: 'a1', account_id: 'acc1', channel: 'instagram', contact_id: 'p1', customer_ig_id: '17',
  customer_name: 'Ana Torres', status: 'active', handled_by: 'people', paused_until: later, result: null, tags: [],
  confidence: null, message_count: 0, last_message_at: now, window_closes_at: later, people_window_closes_at: later,
  suggestion: null,
}
const kept = (id: string, title: string, shortcut: string | null, text: string) => ({ id, title, shortcut, text, created_at: now })
const hours = kept('k1', 'Opening hours', 'hours', 'Hello, {customer_name}! We open at nine.')
const prices = kept('k2', 'Prices', null, 'A cut is 25 EUR.')

// jsdom has no layout, so nothing to scroll.
beforeEach(() => void (Element.prototype.scrollIntoView = () => {}))

async function open(routes: Routes = {}) {
  serve({
    'GET /api/auth/me': owner,
    'GET /api/automatic-replies': page(),
    'GET /api/escalations': page(),
    'GET /api/chat-history': page(row),
    'GET /api/chat-history/c1': { body: { ...row, messages: [], has_earlier: false } },
    'GET /api/canned-replies': page(prices, hours),
    'GET /api/chat-history/c1/canned-replies/k1': { body: { text: 'Hello, Ana! We open at nine.' } },
    ...routes,
  })
  const { user } = openDashboard('/conversations/c1')
  await user.clear(await reply()) // a draft stays with its conversation
  return { user }
}

const reply = () => screen.findByLabelText('Your reply')
const found = () => screen.findAllByRole('option').then((all) => all.map((each) => each.textContent))

test('a slash offers the canned replies; keys choose one, and it stands in the reply with its names', async () => {
  const { user } = await open()
  await user.type(await reply(), '/')
  expect(await screen.findByRole('combobox', { name: 'Find a canned reply' })).toHaveFocus()
  expect(await found()).toEqual([expect.stringContaining('Prices'), expect.stringContaining('Opening hours')])
  await user.keyboard('{ArrowDown}')
  expect(screen.getByRole('option', { name: /Opening hours/ })).toHaveAttribute('aria-selected', 'true')
  await user.keyboard('{Enter}')
  await waitFor(async () => expect(await reply()).toHaveValue('Hello, Ana! We open at nine.'))
  expect(await reply()).toHaveFocus()
  expect(screen.queryByRole('listbox')).not.toBeInTheDocument()
})

test('the button offers them too, shortcuts first, and what was written before stays', async () => {
  const { user } = await open()
  await user.type(await reply(), 'Hi.')
  await user.click(screen.getByRole('button', { name: 'Canned replies' }))
  await user.type(await screen.findByRole('combobox'), 'HO')
  expect(await found()).toEqual([expect.stringContaining('/hours')])
  await user.click(screen.getByRole('option'))
  await waitFor(async () => expect(await reply()).toHaveValue('Hi. Hello, Ana! We open at nine.'))
})

test('Esc gives back what was typed, and a refusal is said', async () => {
  const { user } = await open({
    'GET /api/chat-history/c1/canned-replies/k1': problem(404, 'not_found', 'There is no such canned reply.'),
  })
  await user.type(await reply(), '/')
  await user.type(await screen.findByRole('combobox'), 'hours')
  await user.keyboard('{Enter}')
  expect(await screen.findByText('There is no such canned reply.')).toBeVisible()
  await user.clear(screen.getByRole('combobox'))
  await user.type(screen.getByRole('combobox'), '7 pm')
  expect(screen.getByText('No canned reply goes by “7 pm”.')).toBeVisible()
  await user.keyboard('{Escape}')
  expect(await reply()).toHaveValue('/7 pm')
})

test('a team without canned replies is told where to write one', async () => {
  const { user } = await open({ 'GET /api/canned-replies': page() })
  await user.type(await reply(), '/')
  expect(await screen.findByRole('link', { name: 'Write the first one' })).toHaveAttribute('href', '/canned-replies')
})
