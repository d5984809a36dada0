import { act, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { FakeStream } from '@/test/fake-stream'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'
import { STAYS_MS } from './automatic-reply-card'

const QUESTION = 'Was this an automatic reply?'
const greeting = {
  id: 'r1',
  account_id: 'acc1',
  channel: 'instagram',
  account_name: 'luna.hair.studio',
  content: 'Thanks for writing! We answer soon.',
  because: { code: 'too_quick', text: 'It was sent within 5 seconds of the customer’s message.' },
  verdict: null,
  effect: 'Until you decide, it counts as automatic and the agent goes on.',
  created_at: '2026-03-02T09:00:00+00:00',
  decided_at: null,
}
const holiday = { ...greeting, id: 'r2', content: 'We are on holiday.' }

afterEach(() => void vi.useRealTimers())

/** A salon that is asked about these texts; what it decided is in the returned list. */
function salonAsked(replies: object[], me = owner) {
  const decided: unknown[] = []
  serve({
    'GET /api/auth/me': me,
    'GET /api/chat-history': page(),
    'GET /api/automatic-replies': () => page(...replies),
    'PUT /api/automatic-replies/r1': ({ body }) => {
      const { verdict } = body as { verdict: string }
      decided.push(verdict)
      replies[0] = { ...greeting, verdict, effect: `It counts as ${verdict}.`, decided_at: `2026-03-02T09:01:0${decided.length}+00:00` }
      return { body: replies[0] }
    },
  })
  return decided
}

const card = () => screen.findByRole('region', { name: QUESTION })

test('nothing is asked when nothing is open', async () => {
  salonAsked([{ ...greeting, verdict: 'automatic', decided_at: '2026-03-02T09:01:00+00:00' }])
  openDashboard('/conversations')
  await screen.findByText('No conversations yet')
  expect(screen.queryByText(QUESTION)).not.toBeInTheDocument()
})

test('a question appears by itself, with the text, the reason and what each answer does', async () => {
  const replies: object[] = []
  salonAsked(replies)
  openDashboard('/conversations')
  await screen.findByText('No conversations yet')
  replies.push(greeting, holiday)
  act(() => FakeStream.latest.says('{"type": "automatic_reply.changed", "id": "r1"}'))

  const asked = within(await card())
  expect(asked.getByText('Thanks for writing! We answer soon.')).toBeInTheDocument()
  expect(asked.getByText('@luna.hair.studio said')).toBeInTheDocument()
  expect(asked.getByText('It was sent within 5 seconds of the customer’s message.')).toBeInTheDocument()
  expect(asked.getByRole('button', { name: /Yes, automatic.*The agent goes on/ })).toBeInTheDocument()
  expect(asked.getByRole('button', { name: /No, a person wrote it.*takes over/ })).toBeInTheDocument()
  expect(asked.getByText('One more text to ask about.')).toBeInTheDocument()
})

test('an answer can be changed for a few seconds; then the card leaves, and the next text is asked about', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const decided = salonAsked([greeting, holiday])
  const { user } = openDashboard('/conversations')
  const asked = within(await card())
  await user.click(asked.getByRole('button', { name: /Yes, automatic/ }))
  expect(await asked.findByText('It counts as automatic.')).toBeInTheDocument()
  await user.click(asked.getByRole('button', { name: /No, a person/ }))
  expect(await asked.findByText('It counts as person.')).toBeInTheDocument()
  expect(asked.getByRole('button', { pressed: true })).toHaveAccessibleName(/No, a person/)
  expect(decided).toEqual(['automatic', 'person'])

  await user.pointer({ target: document.body })
  act(() => (document.activeElement as HTMLElement).blur())
  await act(() => vi.advanceTimersByTimeAsync(STAYS_MS))
  expect(await screen.findByText('We are on holiday.')).toBeInTheDocument()
  expect(screen.queryByText(greeting.content)).not.toBeInTheDocument()
})

test('the card does not leave from under the mouse', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  salonAsked([greeting])
  const { user } = openDashboard('/conversations')
  const asked = within(await card())
  await user.click(asked.getByRole('button', { name: /Yes, automatic/ }))
  await asked.findByText('It counts as automatic.')
  await act(() => vi.advanceTimersByTimeAsync(3 * STAYS_MS))
  expect(screen.getByText(QUESTION)).toBeInTheDocument()
})

test('a refusal is said, and the question stays', async () => {
  serve({
    'GET /api/auth/me': owner,
    'GET /api/chat-history': page(),
    'GET /api/automatic-replies': page(greeting),
    'PUT /api/automatic-replies/r1': problem(404, 'not_found', 'There is no such automatic reply.'),
  })
  const { user } = openDashboard('/conversations')
  await user.click(within(await card()).getByRole('button', { name: /Yes, automatic/ }))
  expect(await screen.findByText('There is no such automatic reply.')).toBeInTheDocument()
  expect(screen.queryByRole('button', { pressed: true, name: /automatic/ })).not.toBeInTheDocument()
})

test('who may only read is not asked', async () => {
  const body = owner.body as { workspaces: object[] }
  salonAsked([greeting], { body: { ...body, workspaces: [{ ...body.workspaces[0], role: 'viewer' }] } })
  openDashboard('/conversations')
  await screen.findByText('No conversations yet')
  await waitFor(() => expect(FakeStream.opened).toHaveLength(1))
  expect(screen.queryByText(QUESTION)).not.toBeInTheDocument()
})
