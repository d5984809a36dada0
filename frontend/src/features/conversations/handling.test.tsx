import { act, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const NOW = new Date('2026-03-02T12:28:00Z') // 15:28 at the salon
const row = {
  id: 'c1',
  agent_id: 'a1',
  account_id: 'acc1',
  channel: 'instagram',
  contact_id: 'p1',
  customer_ig_id: '17',
  customer_name: 'Ana Torres',
  status: 'active',
  handled_by: 'agent',
  paused_until: null as string | null,
  result: null,
  tags: [],
  confidence: null,
  message_count: 1,
  last_message_at: '2026-03-02T12:00:00+00:00',
  window_closes_at: '2026-03-03T12:00:00+00:00',
  people_window_closes_at: '2026-03-09T12:00:00+00:00',
  suggestion: null as object | null,
}
const withPeople = { ...row, handled_by: 'people', paused_until: '2026-03-02T15:40:00+00:00' }
const question = {
  id: 'm1',
  sender_type: 'customer',
  kind: 'text',
  content: 'Is Luna there today?',
  status: 'waiting',
  attachments: [],
  tool_calls: [],
  sources: [],
  reason: null,
  created_at: '2026-03-02T12:00:00+00:00',
  network_time: '2026-03-02T12:00:00+00:00',
  reaction: null,
  edited_at: null,
  is_deleted: false,
  blocked: [],
}
const said = { ...question, id: 'm2', sender_type: 'human', content: 'She is, until six.', status: 'sent', network_time: null }

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true, now: NOW }))
afterEach(() => void vi.useRealTimers())

/** A conversation that is as `state` says; a route may change `state`. */
function salon(state: { row?: object; messages?: object[] }, routes: Routes = {}, me = owner) {
  return serve({
    'GET /api/auth/me': me,
    'GET /api/automatic-replies': page(),
    'GET /api/escalations': page(),
    'GET /api/chat-history': () => page(state.row ?? row),
    'GET /api/chat-history/c1': () => ({
      body: { ...(state.row ?? row), messages: state.messages ?? [question], has_earlier: false },
    }),
    ...routes,
  })
}

test('a person takes over for a while, sees how long it lasts, and hands back', async () => {
  const state: { row: object } = { row }
  const wanted: unknown[] = []
  salon(state, {
    'POST /api/chat-history/c1/take-over': ({ body }) => {
      wanted.push(body)
      return { body: (state.row = withPeople) }
    },
    'POST /api/chat-history/c1/hand-back': () => ({ body: (state.row = row) }),
  })
  const { user } = openDashboard('/conversations/c1')
  expect(await screen.findByText('The agent answers')).toBeInTheDocument()
  await user.selectOptions(screen.getByLabelText('For how long you take over'), 'for 1 hour')
  await user.click(screen.getByRole('button', { name: 'Take over' }))

  expect(await screen.findByText(/^People until (18|06):40/)).toBeInTheDocument()
  expect(screen.getByRole('timer')).toHaveTextContent('3 h 12 min left')
  expect(wanted).toEqual([{ minutes: 60 }])
  await act(() => vi.advanceTimersByTimeAsync(2 * 60_000))
  expect(screen.getByRole('timer')).toHaveTextContent('3 h 10 min left')

  await user.click(screen.getByRole('button', { name: 'Hand back to the agent' }))
  expect(await screen.findByText('The agent answers')).toBeInTheDocument()
  expect(screen.queryByRole('timer')).not.toBeInTheDocument()
})

test('a conversation is resolved and opened again; a refusal says why', async () => {
  const state: { row: object } = { row }
  let ended = false
  salon(state, {
    'PUT /api/chat-history/c1/status': ({ body }) =>
      ended
        ? problem(409, 'conversation_ended', 'Continue in the newer conversation.')
        : { body: (state.row = { ...row, status: (body as { status: string }).status }) },
  })
  const { user } = openDashboard('/conversations/c1')
  await user.click(await screen.findByRole('button', { name: 'Resolve' }))
  const reopen = await screen.findByRole('button', { name: 'Reopen' })
  expect(screen.getByText(/^Resolved\. If the customer writes again/)).toBeInTheDocument()
  ended = true
  await user.click(reopen)
  expect(await screen.findByText('Continue in the newer conversation.')).toBeInTheDocument()
  expect(screen.getByRole('button', { name: 'Reopen' })).toBeInTheDocument()
})

test('a reply is sent with Ctrl and Enter, stands there at once, and then as the server knows it', async () => {
  const state: { row: object; messages: object[] } = { row, messages: [question] }
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  const texts: unknown[] = []
  salon(state, {
    'POST /api/chat-history/c1/messages': ({ body }) => {
      texts.push(body)
      state.messages = [question, said]
      state.row = withPeople
      return arrived.then(() => ({ status: 201, body: { id: 'm2' } }))
    },
  })
  const { user } = openDashboard('/conversations/c1')
  const box = await screen.findByRole('textbox', { name: 'Your reply' })
  expect(box).toHaveAccessibleDescription(/agent silent for four hours, until (19|07):28/)
  await user.type(box, 'She is, until six.')
  await user.keyboard('{Control>}{Enter}{/Control}')
  expect(await screen.findByText('Handing it over')).toBeInTheDocument()
  expect(box).toHaveValue('')
  expect(box).toHaveFocus()

  arrive()
  const line = (await screen.findByText(/Person, /)).closest('li')!
  expect(line).toHaveTextContent(/She is, until six\..*Person, (15|03):00[^,]*, Sent/)
  await waitFor(() => expect(screen.queryByText('Handing it over')).not.toBeInTheDocument())
  expect(screen.getAllByText('She is, until six.')).toHaveLength(1)
  expect(await screen.findByText(/^People until (18|06):40/)).toBeInTheDocument()
  expect(texts).toEqual([{ text: 'She is, until six.' }])
})

test('a refused reply comes back into the box, with the reason', async () => {
  salon({}, { 'POST /api/chat-history/c1/messages': problem(409, 'account_unwell', 'Link the account again on the Accounts page.') })
  const { user } = openDashboard('/conversations/c1')
  const box = await screen.findByRole('textbox', { name: 'Your reply' })
  await user.click(screen.getByRole('button', { name: 'Send' }))
  expect(await screen.findByText('Write something first.')).toBeInTheDocument()
  await user.type(box, 'She is.')
  await user.click(screen.getByRole('button', { name: 'Send' }))
  expect(await screen.findByText(/Link the account again on the Accounts page\..*stands here again/)).toBeInTheDocument()
  expect(box).toHaveValue('She is.')
  expect(within(screen.getByRole('log')).queryByText('She is.')).not.toBeInTheDocument()
})

test('a note goes to the team only, and looks like one', async () => {
  const state = { messages: [question] as object[] }
  const asked = salon(state, {
    'POST /api/chat-history/c1/notes': ({ body }) => {
      const { text } = body as { text: string }
      const reason = { code: 'note', text: 'Only your team can read this.' }
      state.messages = [question, { ...said, id: 'n1', sender_type: 'system', kind: 'notice', status: 'silent', content: text, reason }]
      return { status: 201, body: { id: 'n1' } }
    },
  })
  const { user } = openDashboard('/conversations/c1')
  await user.click(await screen.findByRole('radio', { name: 'Note' }))
  const box = screen.getByRole('textbox', { name: 'Your note for the team' })
  expect(box).toHaveAccessibleDescription(/Only your team reads this/)
  await user.type(box, 'She paid in cash.')
  await user.click(screen.getByRole('button', { name: 'Keep note' }))
  const note = (await screen.findByText(/only your team$/)).closest('li')!
  expect(note).toHaveTextContent(/She paid in cash\./)
  expect(asked).not.toContain('POST /api/chat-history/c1/messages')
})

test('what is left of both windows is shown; a closed one says why', async () => {
  salon({})
  openDashboard('/conversations/c1')
  expect(await screen.findByText('Agent: 23 h 32 min left')).toBeInTheDocument()
  expect(screen.getByText('You: 6 days 23 h left')).toBeInTheDocument()
})

test('after 24 hours only people may answer', async () => {
  salon({ row: { ...row, window_closes_at: '2026-03-02T12:00:00+00:00' } })
  openDashboard('/conversations/c1')
  expect(await screen.findByText(/more than 24 hours ago/)).toBeInTheDocument()
  expect(screen.getByRole('textbox', { name: 'Your reply' })).toBeEnabled()
})

test('after seven days nobody may; notes still can be written', async () => {
  salon({ row: { ...row, window_closes_at: '2026-02-20T12:00:00+00:00', people_window_closes_at: '2026-02-26T12:00:00+00:00' } })
  openDashboard('/conversations/c1')
  expect(await screen.findByText(/more than 7 days ago, so Instagram takes no message/)).toBeInTheDocument()
  expect(screen.getByRole('radio', { name: 'Reply' })).toBeDisabled()
  expect(screen.getByRole('textbox', { name: 'Your note for the team' })).toBeEnabled()
})

test('what may be lost is sent again by a person, who is told what that means', async () => {
  const state = { messages: [question, { ...said, status: 'unknown' }] as object[] }
  let refuse = true
  salon(state, {
    'POST /api/chat-history/c1/messages/m2/send-again': () => {
      if (refuse) return problem(409, 'nothing_to_send_again', 'Look at the conversation again.')
      state.messages = [question, said]
      return { status: 202, body: { id: 'm2' } }
    },
  })
  const { user } = openDashboard('/conversations/c1')
  expect(await screen.findByText(/Nobody knows whether the customer got this/)).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Send again' }))
  expect(await screen.findByText('Look at the conversation again.')).toBeInTheDocument()
  refuse = false
  await user.click(screen.getByRole('button', { name: 'Send again' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Send again' })).not.toBeInTheDocument())
})

test('who may only read sees who speaks, and no way to speak', async () => {
  const body = owner.body as { workspaces: object[] }
  salon({ row: withPeople }, {}, { body: { ...body, workspaces: [{ ...body.workspaces[0], role: 'viewer' }] } })
  openDashboard('/conversations/c1')
  expect(await screen.findByText(/^People until (18|06):40/)).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: 'Hand back to the agent' })).not.toBeInTheDocument()
  expect(screen.queryByRole('textbox', { name: 'Your reply' })).not.toBeInTheDocument()
})

const draft = {
  id: 's1',
  conversation_id: 'c1',
  text: 'She is here until six.',
  because: 'The agent drafts, a person sends.',
  created_at: '2026-03-02T12:20:00+00:00',
}

test('a draft of the agent is sent in the words of a person', async () => {
  const state: { row: object } = { row: { ...row, suggestion: draft } }
  const texts: unknown[] = []
  salon(state, {
    'POST /api/chat-history/c1/suggestions/s1/send': ({ body }) => {
      texts.push(body)
      state.row = row
      return { status: 201, body: { id: 'm2' } }
    },
  })
  const { user } = openDashboard('/conversations/c1')
  const card = within(await screen.findByRole('region', { name: 'The agent would say' }))
  expect(card.getByText('The agent drafts, a person sends.')).toBeInTheDocument()
  await user.click(card.getByRole('button', { name: 'Word it otherwise' }))
  expect(card.getByRole('textbox', { name: 'Your words' })).toHaveFocus()
  await user.clear(card.getByRole('textbox'))
  await user.type(card.getByRole('textbox'), 'Yes, until six.')
  await user.click(card.getByRole('button', { name: 'Send your words' }))
  await waitFor(() => expect(screen.queryByRole('region', { name: 'The agent would say' })).not.toBeInTheDocument())
  expect(texts).toEqual([{ text: 'Yes, until six.' }])
})

test('a draft that somebody overtook says so; a dismissed one leaves', async () => {
  const state: { row: object } = { row: { ...row, suggestion: draft } }
  salon(state, {
    'POST /api/chat-history/c1/suggestions/s1/send': problem(409, 'suggestion_gone', 'Somebody has written since.'),
    'POST /api/chat-history/c1/suggestions/s1/dismiss': () => {
      state.row = row
      return { status: 204 }
    },
  })
  const { user } = openDashboard('/conversations/c1')
  await user.click(await screen.findByRole('button', { name: 'Send as it is' }))
  expect(await screen.findByText('Somebody has written since.')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Dismiss' }))
  await waitFor(() => expect(screen.queryByRole('region', { name: 'The agent would say' })).not.toBeInTheDocument())
})
