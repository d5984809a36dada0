import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { FakeStream } from '@/test/fake-stream'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const till = {
  id: 'h1',
  url: 'https://till.example/hooks/1',
  events: ['message.received'],
  description: 'Till',
  is_active: true,
  failing_since: null,
  given_up_at: null,
  created_at: '2026-03-02T09:00:00Z',
}
const taken = {
  id: 'd1',
  event_id: 'e1',
  type: 'message.received',
  conversation_id: 'c1',
  status: 'delivered',
  attempts: 2,
  response_code: 200,
  response_text: 'thanks',
  error: null,
  next_attempt_at: '2026-03-02T09:05:00Z',
  created_at: '2026-03-02T09:00:00Z',
  finished_at: '2026-03-02T09:00:06Z',
}

function open(routes: Routes = {}) {
  const asked = serve({
    'GET /api/auth/me': owner,
    'GET /api/webhooks': page(till),
    'GET /api/webhooks/h1/deliveries': page(),
    ...routes,
  })
  return { asked, ...openDashboard('/webhooks') }
}

const card = () => screen.findByRole('article', { name: 'Till' })

test('the first webhook: address and events, then the secret, once', async () => {
  let webhooks: object[] = []
  let sent: unknown
  const { user } = open({
    'GET /api/webhooks': () => page(...webhooks),
    'POST /api/webhooks': ({ body }) => {
      sent = body
      webhooks = [till]
      return { status: 201, body: { ...till, secret: 'whsec_once' } }
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Add a webhook' }))
  const address = await screen.findByLabelText('Address')
  expect(address).toHaveFocus()
  await user.type(address, till.url)
  await user.click(screen.getByRole('button', { name: 'Add a webhook' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('Tick at least one.')
  await user.click(screen.getByLabelText('A customer writes'))
  await user.click(screen.getByRole('button', { name: 'Add a webhook' }))

  const secret = await screen.findByLabelText('Secret')
  expect(secret).toHaveValue('whsec_once')
  expect(sent).toEqual({ url: till.url, description: '', events: ['message.received'] })
  await user.click(screen.getByRole('button', { name: 'Done' }))
  expect(screen.queryByDisplayValue('whsec_once')).not.toBeInTheDocument()
  expect(within(await card()).getByText('On')).toBeInTheDocument()
})

test('what the server says about the address stands at the address', async () => {
  const sentence = 'This host has a private address. Name one that is reachable from the internet.'
  const { user } = open({
    'GET /api/webhooks': page(),
    'POST /api/webhooks': problem(422, 'address_refused', sentence),
  })
  await user.click(await screen.findByRole('button', { name: 'Add a webhook' }))
  await user.type(screen.getByLabelText('Address'), 'https://10.0.0.5/')
  await user.click(screen.getByLabelText('A message goes out'))
  await user.click(screen.getByRole('button', { name: 'Add a webhook' }))
  await waitFor(() => expect(screen.getByLabelText('Address')).toHaveAccessibleDescription(new RegExp(sentence)))
  expect(screen.queryByRole('alert')).not.toBeInTheDocument()
})

test('a delivery opens to the answer, and is sent again', async () => {
  let status = 'delivered'
  const { user, asked } = open({
    'GET /api/webhooks/h1/deliveries': () => page({ ...taken, status }),
    'POST /api/webhooks/deliveries/d1/replay': () => {
      status = 'waiting'
      return { status: 202, body: { ...taken, status } }
    },
  })
  const row = await within(await card()).findByRole('group')
  await user.click(within(row).getByText('A customer writes'))
  expect(row).toHaveTextContent('2 tries · It answered 200')
  expect(row).toHaveTextContent('thanks')
  await user.click(screen.getByRole('button', { name: /^Send again: A customer writes/ }))
  expect(await within(row).findByText('Waiting')).toBeInTheDocument()
  expect(asked).toContain('POST /api/webhooks/deliveries/d1/replay')
  expect(screen.queryByRole('button', { name: /^Send again:/ })).not.toBeInTheDocument()
})

test('why a target was switched off is said, and it is switched on with one press', async () => {
  let webhook = { ...till, is_active: false, given_up_at: '2026-03-05T09:00:00Z' as string | null }
  const { user } = open({
    'GET /api/webhooks': () => page(webhook),
    'PUT /api/webhooks/h1': ({ body }) => {
      expect(body).toEqual({ is_active: true })
      webhook = { ...till }
      return { body: webhook }
    },
  })
  expect(await screen.findByRole('alert')).toHaveTextContent(/took nothing for three days/)
  expect(screen.getByRole('button', { name: 'Send a test' })).toBeDisabled()
  await user.click(screen.getByRole('switch', { name: 'Send events to Till' }))
  await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument())
  expect(screen.getByRole('button', { name: 'Send a test' })).toBeEnabled()
})

test('a hint shows what was told meanwhile', async () => {
  const deliveries: object[] = []
  open({ 'GET /api/webhooks/h1/deliveries': () => page(...deliveries) })
  await within(await card()).findByText(/Nothing yet/)
  deliveries.push({ ...taken, status: 'failed', response_code: null, response_text: null, error: 'The server cannot be reached.' })
  FakeStream.latest.says(JSON.stringify({ type: 'webhook.changed', id: 'h1' }))
  expect(await screen.findByText('Given up')).toBeInTheDocument()
  expect(await card()).toHaveTextContent('The server cannot be reached.')
})

test('a new secret is asked for first, and shown once', async () => {
  const { user } = open({
    'POST /api/webhooks/h1/rotate-secret': {
      body: { secret: 'whsec_new', old_secret_until: '2026-03-03T09:00:00Z' },
    },
  })
  const rotate = await within(await card()).findByRole('button', { name: 'New secret' })
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
  }
  await user.click(rotate)
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'New secret' }))
  expect(await screen.findByLabelText('Secret')).toHaveValue('whsec_new')
  await user.click(screen.getByRole('button', { name: 'Done' }))
  expect(screen.queryByDisplayValue('whsec_new')).not.toBeInTheDocument()
})

test('who may not see webhooks is told so', async () => {
  open({ 'GET /api/webhooks': problem(403, 'not_allowed', 'Your role here (viewer) does not allow this. Ask an owner.') })
  expect(await screen.findByRole('alert')).toHaveTextContent('Ask an owner.')
})
