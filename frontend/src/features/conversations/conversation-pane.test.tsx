import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeStream } from '@/test/fake-stream'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

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
  paused_until: null,
  result: null,
  tags: [],
  confidence: null,
  message_count: 1,
  last_message_at: '2026-03-02T09:00:00+00:00',
  window_closes_at: null,
}
const message = {
  sender_type: 'customer',
  kind: 'text',
  attachments: [],
  tool_calls: [],
  sources: [],
  reason: null,
  created_at: '2026-03-02T09:00:00+00:00',
  network_time: '2026-03-02T09:00:00+00:00',
  reaction: null,
  edited_at: null,
  is_deleted: false,
  blocked: [],
}
const question = { ...message, id: 'm1', content: 'How much is a haircut?', status: 'waiting' }
const answer = {
  ...message,
  id: 'm2',
  sender_type: 'assistant',
  content: 'A haircut is 45 euros.',
  status: 'sent',
  tool_calls: [{ kind: 'tool', name: 'search_knowledge', arguments: { query: 'haircut price' }, ok: true }],
  sources: [{ document: 'luna-price-list.pdf', document_id: 'd1', section: 'Cuts', page: 1 }],
}

function salonWith(messages: object[], has_earlier = false) {
  return serve({
    'GET /api/auth/me': owner,
    'GET /api/automatic-replies': page(),
    'GET /api/chat-history': page(row),
    'GET /api/chat-history/c1': ({ url }) =>
      url.searchParams.get('before') === 'm1'
        ? { body: { ...row, messages: [{ ...question, id: 'm0', content: 'Hello?' }], has_earlier: false } }
        : { body: { ...row, messages, has_earlier } },
  })
}

test('an answer appears by itself, and says from which page it was taken', async () => {
  const messages: object[] = [question]
  salonWith(messages)
  const { user } = openDashboard('/conversations/c1')
  expect(await screen.findByText('How much is a haircut?')).toBeInTheDocument()

  messages.push(answer)
  act(() => FakeStream.latest.says('{"type": "message.stored", "id": "m2"}'))

  const said = (await screen.findByText('A haircut is 45 euros.')).closest('li')!
  await user.click(within(said).getByText('Why this answer'))
  expect(await within(said).findByText('from luna-price-list.pdf, page 1')).toBeVisible()
  expect(within(said).getByText('Looked up “haircut price” in the documents.')).toBeVisible()
})

test('a message that got no answer says why', async () => {
  salonWith([{ ...question, status: 'silent', reason: { code: 'agent_off', text: 'The agent is switched off.' } }])
  openDashboard('/conversations/c1')
  expect(await screen.findByText('No answer was sent: The agent is switched off.')).toBeInTheDocument()
})

test('what the guards held back stands in the proof of the answer', async () => {
  const finding = { code: 'unproven_price', text: 'The price 40 euros stands in no document.' }
  salonWith([question, { ...answer, blocked: [{ text: 'A haircut is 40 euros.', findings: [finding] }] }])
  openDashboard('/conversations/c1')
  const line = (await screen.findByText('A haircut is 45 euros.')).closest('li')!
  expect(await within(line).findByText('Held back')).toBeInTheDocument()
  expect(within(line).getByText(finding.text)).toBeInTheDocument()
  expect(within(line).getByText('A haircut is 40 euros.')).toBeInTheDocument()
})

const anotherApp = { code: 'another_app', text: 'Another app of the business holds this conversation.' }
const takenBack = { code: 'taken_back', text: 'The customer took this message back.' }

test('a reaction and an edit stand at the message, and in its proof', async () => {
  salonWith([
    { ...question, status: 'answered', edited_at: '2026-03-02T09:00:30+00:00' },
    { ...answer, reaction: 'love' },
  ])
  openDashboard('/conversations/c1')
  const reaction = await screen.findByRole('img', { name: 'The customer reacted with ❤️' })
  const answered = reaction.closest('li')!
  expect(answered).toHaveTextContent('A haircut is 45 euros.')
  expect(await within(answered).findByText('Reaction')).toBeInTheDocument()

  const asked = screen.getByText('How much is a haircut?').closest('li')!
  expect(asked).toHaveTextContent(/12:00[^,]*, edited, Answered/)
  expect(within(asked).getByText(/The words were changed at 12:00:30.*You see the new ones/)).toBeInTheDocument()
})

test('what the customer took back shows no words and no reaction, and says why', async () => {
  const gone = { ...question, content: '', status: 'answered', is_deleted: true, reason: takenBack }
  salonWith([{ ...gone, reaction: 'love', edited_at: '2026-03-02T09:00:30+00:00' }])
  openDashboard('/conversations/c1')
  const line = (await screen.findByText('The customer took this message back')).closest('li')!
  expect(within(line).queryByRole('img')).not.toBeInTheDocument()
  expect(line).not.toHaveTextContent('edited')
  expect(await within(line).findByText('The customer took this message back.')).toBeInTheDocument()
  expect(within(line).getByText(/The words are erased here too/)).toBeInTheDocument()
})

test('a part of an answer that was taken back is named', async () => {
  salonWith([{ ...answer, reason: { ...takenBack, text: 'The business took part of this message back.' } }])
  openDashboard('/conversations/c1')
  const line = (await screen.findByText('A haircut is 45 euros.')).closest('li')!
  expect(line).toHaveTextContent(/Agent, 12:00[^,]*, partly taken back, Sent/)
  expect(await within(line).findAllByText('The business took part of this message back.')).toHaveLength(1)
})

test('what another app of the business says and hears can be read, with the reason why nobody here answered', async () => {
  salonWith([
    { ...question, status: 'silent', reason: anotherApp },
    { ...answer, id: 'm2', sender_type: 'system', content: 'Your order is ready.', reason: anotherApp },
  ])
  openDashboard('/conversations/c1')
  const asked = (await screen.findByText('How much is a haircut?')).closest('li')!
  expect(asked).toHaveTextContent(/12:00[^,]*, Not for the agent/)
  expect(await within(asked).findByText(`No answer was sent: ${anotherApp.text}`)).toBeInTheDocument()
  const said = screen.getByText('Your order is ready.').closest('li')!
  expect(said).toHaveTextContent(/Another app, 12:00[^,]*, Sent/)
  expect(within(said).getAllByText(anotherApp.text)).toHaveLength(1)
})

test('an automatic reply and a note have their proof too', async () => {
  const why = 'It counts as an automatic reply. The same text went to three or more customers.'
  salonWith([
    { ...answer, id: 'm1', sender_type: 'system', content: 'We answer soon.', reason: { code: 'automatic_reply', text: why } },
    { ...answer, id: 'm2', sender_type: 'system', kind: 'notice', status: 'silent', content: 'A machine may be writing.' },
  ])
  openDashboard('/conversations/c1')
  const said = (await screen.findByText('We answer soon.')).closest('li')!
  expect(said).toHaveTextContent(/Automatic reply, 12:00[^,]*, Sent/)
  expect(await within(said).findByText(why)).toBeInTheDocument()
  const note = screen.getByText('A machine may be writing.').closest('li')!
  expect(within(note).getByText('What happened')).toBeInTheDocument()
  expect(within(note).getByText('It was not sent to the customer.')).toBeInTheDocument()
})

test('times are those of the business, not of the browser', async () => {
  salonWith([question])
  openDashboard('/conversations/c1')
  const log = await screen.findByRole('log')
  expect(within(log).getByText(/^12:00/)).toBeInTheDocument()
})

test('earlier messages come before the ones already there', async () => {
  salonWith([question], true)
  const { user } = openDashboard('/conversations/c1')
  await user.click(await screen.findByRole('button', { name: 'Load earlier messages' }))
  await screen.findByText('Hello?')
  const log = screen.getByRole('log').textContent
  expect(log.indexOf('Hello?')).toBeLessThan(log.indexOf('How much is a haircut?'))
  expect(screen.queryByRole('button', { name: 'Load earlier messages' })).not.toBeInTheDocument()
})

test('searching asks the server and stands in the address', async () => {
  serve({
    'GET /api/auth/me': owner,
    'GET /api/chat-history': ({ url }) => (url.searchParams.get('q') === '42' ? page() : page(row)),
  })
  const { user, where } = openDashboard('/conversations')
  await screen.findByText('Ana Torres')
  await user.type(screen.getByRole('searchbox'), '42')
  expect(await screen.findByText('Nothing matches')).toBeInTheDocument()
  expect(where()).toBe('/conversations?q=42')
})

test('a conversation of another workspace is not there', async () => {
  serve({
    'GET /api/auth/me': owner,
    'GET /api/chat-history': page(row),
    'GET /api/chat-history/c9': problem(404, 'not_found', 'There is no such conversation.'),
  })
  openDashboard('/conversations/c9')
  expect(await screen.findByRole('alert')).toHaveTextContent('There is no such conversation.')
})

test('the dot tells the truth about the connection', async () => {
  salonWith([question])
  openDashboard('/conversations')
  await screen.findByText('Connecting')
  act(() => FakeStream.latest.opens())
  expect(screen.getByText('Live')).toBeInTheDocument()
  act(() => FakeStream.latest.breaks())
  await waitFor(() => expect(screen.getByText('Checking every 10 seconds')).toBeInTheDocument())
})
