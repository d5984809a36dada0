import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const NOW = new Date('2026-03-02T12:00:00Z') // 15:00 at the salon
const ana = {
  id: 'e1',
  conversation_id: 'c1',
  kind: 'agent_asked',
  reason: 'Wants her money back',
  summary: 'Her colour washed out after two days.',
  status: 'open',
  customer_name: 'Ana Torres',
  assignee_id: null as string | null,
  assignee_name: null as string | null,
  due_at: '2026-03-02T12:25:00+00:00',
  is_overdue: false,
  created_at: '2026-03-02T11:30:00+00:00',
  resolved_at: null as string | null,
}
const late = { ...ana, id: 'e2', kind: 'asked_for_person', customer_name: 'Bo', due_at: '2026-03-02T10:55:00+00:00', is_overdue: true }
const over = { ...ana, id: 'e3', status: 'resolved', customer_name: 'Cem', resolved_at: '2026-03-02T11:00:00+00:00' }
const luna = { user_id: 'u1', full_name: 'Luna Demir', email: 'luna@example.com', role: 'owner', joined_at: '2026-01-01T00:00:00Z' }
const deniz = { ...luna, user_id: 'u2', full_name: 'Deniz Ak', email: 'deniz@example.com', role: 'teammate' }
const always = { recipients: [] as string[], hours: {}, minutes: 60 }

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true, now: NOW }))
afterEach(() => void vi.useRealTimers())

function open(address: string, routes: Routes = {}) {
  const asked = serve({
    'GET /api/auth/me': owner,
    'GET /api/members': page(luna, deniz),
    'GET /api/escalations/settings': { body: always },
    'GET /api/escalations': ({ url }) => (url.searchParams.get('status') === 'resolved' ? page(over) : page(ana, late)),
    ...routes,
  })
  return { asked, ...openDashboard(address) }
}

const card = async (name: string) => within((await screen.findByRole('heading', { name })).closest('article')!)
const section = async (name: string) => within((await screen.findByRole('heading', { name })).closest('section')!)

test('who waits, why and until when; the navigation counts them', async () => {
  open('/escalations')
  const first = await card('Ana Torres')
  expect(first.getByText('The agent asked for help')).toBeInTheDocument()
  expect(first.getByText('Wants her money back')).toBeInTheDocument()
  expect(first.getByText('Her colour washed out after two days.')).toBeInTheDocument()
  expect(first.getByText('Due in 25 min')).toBeInTheDocument()
  expect(first.getByText(/^by (15|03):25/)).toBeInTheDocument()
  expect(first.getByRole('link', { name: 'Open the conversation with Ana Torres' })).toHaveAttribute('href', '/conversations/c1')
  expect((await card('Bo')).getByText('Overdue by 1 h 5 min')).toBeInTheDocument()
  expect(await screen.findByRole('link', { name: /People needed.*2 waiting/ })).toBeInTheDocument()
})

test('what is closed stands apart, and the filter in the address', async () => {
  const { user, where } = open('/escalations')
  await card('Ana Torres')
  await user.click(screen.getByRole('button', { name: 'Closed' }))
  expect((await card('Cem')).getByText(/^Closed (14|02):00/)).toBeInTheDocument()
  expect(where()).toBe('/escalations?show=resolved')
  expect(screen.queryByText('Ana Torres')).not.toBeInTheDocument()
})

test('somebody looks after it', async () => {
  let row = ana
  const wanted: unknown[] = []
  const { user } = open('/escalations', {
    'GET /api/escalations': () => page(row),
    'PUT /api/escalations/e1/assignee': ({ body }) => {
      wanted.push(body)
      const { user_id } = body as { user_id: string | null }
      if (user_id === 'u2') return problem(422, 'invalid', 'Choose a member of this workspace.')
      row = { ...ana, assignee_id: user_id, assignee_name: 'Luna Demir' }
      return { body: row }
    },
  })
  const choice = (await card('Ana Torres')).getByLabelText('Who looks after Ana Torres')
  await within(choice).findByRole('option', { name: 'Deniz Ak looks after it' })
  await user.selectOptions(choice, 'You look after it')
  await waitFor(() => expect(choice).toHaveValue('u1'))
  await user.selectOptions(choice, 'Deniz Ak looks after it')
  expect(await screen.findByText('Choose a member of this workspace.')).toBeInTheDocument()
  expect(choice).toHaveValue('u1')
  expect(wanted).toEqual([{ user_id: 'u1' }, { user_id: 'u2' }])
})

test('nobody waits', async () => {
  open('/escalations', { 'GET /api/escalations': page() })
  expect(await screen.findByText('Nobody waits')).toBeInTheDocument()
})

test('a list that cannot be had can be asked for again', async () => {
  let isDown = true
  const { user } = open('/escalations', {
    'GET /api/escalations': () => (isDown ? problem(503, 'busy', 'The database is busy.') : page(ana)),
  })
  expect(await screen.findByRole('alert')).toHaveTextContent('The database is busy.')
  isDown = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  await card('Ana Torres')
})

test('hours, minutes and recipients are checked and kept', async () => {
  const kept: unknown[] = []
  const { user } = open('/escalations', {
    'PUT /api/escalations/settings': ({ body }) => {
      kept.push(body)
      return { body }
    },
  })
  const form = await section('Who is told, and when')
  await user.click(await form.findByRole('radio', { name: 'Only these people' }))
  await user.clear(form.getByLabelText('A customer may wait (minutes)'))
  await user.type(form.getByLabelText('A customer may wait (minutes)'), '0')
  await user.click(form.getByRole('button', { name: 'Save' }))
  expect(form.getByText('Tick at least one.')).toBeInTheDocument()
  expect(form.getByLabelText('A customer may wait (minutes)')).toHaveAccessibleDescription(/from 1 to 10080/)
  expect(kept).toEqual([])

  await user.click(form.getByRole('checkbox', { name: /Deniz Ak/ }))
  await user.clear(form.getByLabelText('A customer may wait (minutes)'))
  await user.type(form.getByLabelText('A customer may wait (minutes)'), '30')
  await user.click(form.getByRole('radio', { name: 'At these hours' }))
  for (const day of ['Tuesday', 'Wednesday', 'Thursday', 'Friday']) {
    await user.click(form.getByRole('button', { name: `Remove the hours on ${day} from 09:00` }))
  }
  await user.click(form.getByRole('button', { name: 'Add hours on Monday' }))
  await user.click(form.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(kept).toEqual([
      {
        recipients: ['u2'],
        minutes: 30,
        hours: {
          mon: [
            { begins: '09:00', ends: '17:00' },
            { begins: '17:00', ends: '23:00' },
          ],
          tue: [],
          wed: [],
          thu: [],
          fri: [],
        },
      },
    ]),
  )
  expect(await screen.findByText(/^Saved\. Open requests keep/)).toBeInTheDocument()
})

test('a browser that can show no notices says so', async () => {
  open('/escalations')
  expect(await screen.findByText(/cannot show notices/)).toBeInTheDocument()
})

/** A browser that can show notices; `isOn`: and does. */
function browserWithNotices({ isOn }: { isOn: boolean }) {
  const unsubscribe = vi.fn(() => Promise.resolve(true))
  const subscription = {
    unsubscribe,
    endpoint: 'https://push.example/1',
    toJSON: () => ({ endpoint: 'https://push.example/1', keys: { p256dh: 'key', auth: 'secret' } }),
  }
  let made = isOn ? subscription : null
  const pushManager = {
    getSubscription: () => Promise.resolve(made),
    subscribe: () => Promise.resolve((made = subscription)),
  }
  const registration = { pushManager }
  const askForLeave = vi.fn(() => Promise.resolve('granted'))
  vi.stubGlobal('PushManager', class {})
  vi.stubGlobal('Notification', { permission: 'default', requestPermission: askForLeave })
  vi.stubGlobal('navigator', Object.create(navigator, {
    serviceWorker: {
      value: {
        getRegistration: () => Promise.resolve(registration),
        register: () => Promise.resolve(registration),
        ready: Promise.resolve(registration),
      },
    },
  }))
  return { askForLeave, unsubscribe }
}

test('leave to show notices is asked for only when they are switched on', async () => {
  const { askForLeave } = browserWithNotices({ isOn: false })
  const told: unknown[] = []
  const { user } = open('/escalations', {
    'GET /api/push/key': { body: { public_key: 'BPublic' } },
    'PUT /api/push/subscription': ({ body }) => {
      told.push(body)
      return { status: 204 }
    },
  })
  const box = await section('Notices on this device')
  expect(await box.findByText('Off in this browser.')).toBeInTheDocument()
  expect(askForLeave).not.toHaveBeenCalled()
  await user.click(box.getByRole('button', { name: 'Switch on' }))
  expect(await box.findByText('On in this browser.')).toBeInTheDocument()
  expect(told).toEqual([{ endpoint: 'https://push.example/1', p256dh: 'key', auth: 'secret' }])
})

test('whoever signs out leaves no notices behind in this browser', async () => {
  const { unsubscribe } = browserWithNotices({ isOn: true })
  const { user, asked } = open('/escalations', { 'POST /api/auth/logout': { status: 204 } })
  await user.click(await screen.findByText('Sign out')) // in a popover, which jsdom does not open
  await waitFor(() => expect(asked).toContain('POST /api/auth/logout'))
  expect(unsubscribe).toHaveBeenCalledOnce()
})
