import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { dayKey } from '@/lib/time'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const today = dayKey(new Date().toISOString(), 'Europe/Istanbul')
const at = (clock: string) => new Date(`${today}T${clock}:00+03:00`).toISOString()
const ana = {
  id: 'b1', agent_id: 'a1', user_id: null, contact_id: 'c1', conversation_id: null, service_id: 's1', resource_id: 'r1',
  customer_name: 'Ana', customer_surname: 'Ruiz', subject: 'Fringe', appointment_date: today, appointment_time: '10:00',
  starts_at: at('10:00'), ends_at: at('10:30'), timezone: 'Europe/Istanbul', status: 'booked', created_via: 'chatbot',
  cancellation_reason: null, confirmed_at: null, created_at: at('08:00'),
}
const cut = { id: 's1', name: 'Cut', duration_minutes: 30, created_at: at('08:00') }
const slot = { starts_at: at('11:00'), ends_at: at('11:30'), appointment_date: today, appointment_time: '11:00', resource_ids: ['r1'] }

function open(routes: Routes = {}) {
  const asked = serve({
    'GET /api/auth/me': owner,
    'GET /api/escalations': page(),
    'GET /api/services': page(cut),
    'GET /api/availability': { body: { timezone: 'Europe/Istanbul', items: [slot] } },
    'GET /api/appointments': page(ana),
    'GET /api/waiting-list': page(),
    ...routes,
  })
  return { asked, ...openDashboard('/appointments') }
}

test('a day shows who comes for what, the earliest first, and other days are a press away', async () => {
  const days: (string | null)[] = []
  const { user } = open({
    'GET /api/appointments': ({ url }) => {
      days.push(url.searchParams.get('date_from'))
      return page({ ...ana, id: 'b2', customer_name: 'Bea', starts_at: at('12:00') }, ana)
    },
  })
  const found = await screen.findAllByRole('article')
  expect(found.map((each) => each.getAttribute('aria-label'))).toEqual(['Ana Ruiz', 'Bea Ruiz'])
  expect(found[0]).toHaveTextContent('Booked')
  await waitFor(() => expect(found[0]).toHaveTextContent('Cut · Fringe · by the agent'))
  await user.click(screen.getByRole('button', { name: 'The day after' }))
  await waitFor(() => expect(days.at(-1)).not.toBe(today))
  expect(days[0]).toBe(today)
})

test('somebody is booked at a free time', async () => {
  let sent: unknown
  let rows: object[] = []
  const { user } = open({
    'GET /api/appointments': () => page(...rows),
    'POST /api/appointments': ({ body }) => {
      sent = body
      rows = [ana]
      return { status: 201, body: { ...ana, appointment_time: '11:00' } }
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Book for somebody' }))
  await user.click(await screen.findByRole('button', { name: 'Book' }))
  expect(screen.getByLabelText('Time')).toHaveAccessibleDescription(/Choose a time/)
  await waitFor(() => expect(screen.getByRole('option', { name: '11:00 AM' })).toBeInTheDocument())
  await user.selectOptions(screen.getByLabelText('Time'), '11:00 AM')
  await user.type(screen.getByLabelText('Customer’s first name'), 'Ana')
  await user.click(screen.getByRole('button', { name: 'Book' }))
  expect(await screen.findByRole('article', { name: 'Ana Ruiz' })).toBeVisible()
  expect(sent).toMatchObject({ starts_at: slot.starts_at, service_id: 's1', customer_name: 'Ana' })
})

test('an appointment is cancelled with a reason, and a refusal is said', async () => {
  let answer = problem(409, 'not_booked', 'It is over, so it cannot be cancelled.')
  const sent: unknown[] = []
  const { user } = open({
    'PUT /api/appointments/b1/cancel': ({ body }) => {
      sent.push(body)
      return answer
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Cancel the appointment of Ana Ruiz' }))
  await user.type(await screen.findByLabelText('Why (optional)'), 'Ill')
  await user.click(screen.getByRole('button', { name: 'Cancel the appointment' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('It is over')
  answer = { status: 200, body: { ...ana, status: 'cancelled' } } as typeof answer
  await user.click(screen.getByRole('button', { name: 'Cancel the appointment' }))
  await waitFor(() => expect(screen.queryByLabelText('Why (optional)')).not.toBeInTheDocument())
  expect(sent.at(-1)).toEqual({ reason: 'Ill' })
})

test('it is moved to a free time, or to one that a person names, and the button has the focus again', async () => {
  const sent: unknown[] = []
  const { user } = open({
    'PUT /api/appointments/b1': ({ body }) => {
      sent.push(body)
      return { body: { ...ana, appointment_time: '11:00' } }
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Move the appointment of Ana Ruiz' }))
  await waitFor(() => expect(screen.getByRole('option', { name: '11:00 AM' })).toBeInTheDocument())
  await user.selectOptions(screen.getByLabelText('Time'), '11:00 AM')
  await user.click(screen.getByRole('button', { name: 'Move' }))
  await waitFor(() => expect(sent).toEqual([{ starts_at: slot.starts_at }]))
  const move = await screen.findByRole('button', { name: 'Move the appointment of Ana Ruiz' })
  expect(move).toHaveFocus()
  await user.click(move)
  await user.selectOptions(await screen.findByLabelText('Time'), 'Another time …')
  await user.type(screen.getByLabelText('Which time'), '18:45')
  await user.click(screen.getByRole('button', { name: 'Move' }))
  await waitFor(() => expect(sent.at(-1)).toEqual({ appointment_date: today, appointment_time: '18:45' }))
})

test('who came is noted once it has begun, and not before', async () => {
  const hour = 3_600_000
  const begun = { ...ana, starts_at: new Date(Date.now() - hour).toISOString() }
  const coming = { ...ana, id: 'b2', customer_name: 'Bea', starts_at: new Date(Date.now() + hour).toISOString() }
  const { user, asked } = open({
    'GET /api/appointments': page(coming, begun),
    'PUT /api/appointments/b1/complete': { body: { ...begun, status: 'completed' } },
  })
  await user.click(await screen.findByRole('button', { name: 'Ana Ruiz came' }))
  await waitFor(() => expect(asked).toContain('PUT /api/appointments/b1/complete'))
  expect(screen.queryByRole('button', { name: 'Bea Ruiz came' })).not.toBeInTheDocument()
})

test('how to reach the customer goes with a booking, and what cannot be an address is not sent', async () => {
  let sent: unknown
  const { user } = open({
    'POST /api/appointments': ({ body }) => {
      sent = body
      return { status: 201, body: ana }
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Book for somebody' }))
  await user.selectOptions(await screen.findByLabelText('Time'), 'Another time …')
  await user.type(screen.getByLabelText('Which time'), '18:45')
  await user.type(screen.getByLabelText('Customer’s first name'), 'Ana')
  await user.type(screen.getByLabelText('E-mail (optional)'), 'ana')
  await user.type(screen.getByLabelText('Telephone (optional)'), '600 123')
  await user.click(screen.getByRole('button', { name: 'Book' }))
  expect(screen.getByLabelText('E-mail (optional)')).toHaveFocus()
  expect(screen.getByLabelText('Telephone (optional)')).toHaveAccessibleDescription(/country code, like/)
  await user.type(screen.getByLabelText('E-mail (optional)'), '@example.com')
  await user.clear(screen.getByLabelText('Telephone (optional)'))
  await user.type(screen.getByLabelText('Telephone (optional)'), '+34 600 123 456')
  await user.click(screen.getByRole('button', { name: 'Book' }))
  await waitFor(() => expect(sent).toMatchObject({ customer_email: 'ana@example.com', customer_phone: '+34 600 123 456' }))
  expect(sent).toMatchObject({ appointment_date: today, appointment_time: '18:45' })
})

test('an empty day says what to do, and a viewer changes nothing', async () => {
  const person = owner.body as { workspaces: object[] }
  const { user } = open({
    'GET /api/auth/me': { body: { ...person, workspaces: [{ ...person.workspaces[0], role: 'viewer' }] } },
    'GET /api/appointments': ({ url }) => (url.searchParams.get('date_from') === today ? page() : page(ana)),
  })
  expect(await screen.findByText('Nothing on this day')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Book for somebody' })).not.toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'The day before' }))
  const card = await screen.findByRole('article', { name: 'Ana Ruiz' })
  expect(within(card).queryByRole('button')).not.toBeInTheDocument()
})

test('who needs to be called is reached from the appointment', async () => {
  const { user, asked } = open({
    'GET /api/appointments/b1': {
      body: { ...ana, changes: [], customer_phone: '+34 612 34 56 78', customer_email: null },
    },
  })
  const reach = await screen.findByRole('button', { name: 'Telephone and address of Ana Ruiz' })
  expect(asked).not.toContain('GET /api/appointments/b1')
  await user.click(reach)
  expect(await screen.findByRole('link', { name: '+34 612 34 56 78' })).toHaveAttribute('href', 'tel:+34612345678')
})
