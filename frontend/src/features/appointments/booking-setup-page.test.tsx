import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'
import { minorOf, priceInWords, typedPrice } from './price'

type Routes = Parameters<typeof serve>[0]

const at = '2026-03-02T09:00:00Z'
const nine = [{ begins: '09:00', ends: '17:00' }]
const luna = { id: 'r1', name: 'Luna', kind: 'staff', hours: null, created_at: at }
const chair = { id: 'r2', name: 'Window chair', kind: 'chair', hours: { mon: nine, tue: nine, sat: nine }, created_at: at }
const cut = {
  id: 's1', name: 'Cut', duration_minutes: 45, buffer_before_minutes: 0, buffer_after_minutes: 10,
  price_minor: 4550, currency: 'EUR', resource_ids: ['r1'], created_at: at,
}
const settings = { hours: { mon: nine }, notice_minutes: 120, horizon_days: 60, step_minutes: 15, hold_minutes: 10 }

// jsdom knows no dialogs.
beforeEach(() => {
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
  }
})

function open(routes: Routes = {}) {
  const asked = serve({
    'GET /api/auth/me': owner,
    'GET /api/escalations': page(),
    'GET /api/services': page(cut),
    'GET /api/resources': page(luna, chair),
    'GET /api/special-days': page(),
    'GET /api/booking-settings': { body: settings },
    ...routes,
  })
  return { asked, ...openDashboard('/booking-setup') }
}

const card = async (name: string) => within((await screen.findByRole('heading', { name })).closest('section')!)

test('a price has as many digits as its currency', () => {
  expect([minorOf('45,5', 'EUR'), minorOf('4500', 'JPY'), minorOf('1.250', 'KWD')]).toEqual([4550, 4500, 1250])
  expect([minorOf('45.5', 'JPY'), minorOf('45.555', 'EUR'), minorOf('-1', 'EUR'), minorOf('1,200.00', 'EUR')]).toEqual(
    Array(4).fill(undefined),
  )
  expect([typedPrice(4550, 'EUR'), typedPrice(4500, 'JPY'), typedPrice(1250, 'KWD')]).toEqual(['45.50', '4500', '1.250'])
  expect([priceInWords(4500, 'JPY'), priceInWords(1250, 'KWD')].join()).toMatch(/4,500,.*1\.250/)
})

test('services stand with all about them, and one is added; a name that is taken is said at the name', async () => {
  let rows: object[] = [cut]
  let answer: object = problem(409, 'service_name_taken', 'Give it another name; customers choose by it.')
  const sent: unknown[] = []
  const { user } = open({
    'GET /api/services': () => page(...rows),
    'POST /api/services': ({ body }) => {
      sent.push(body)
      return answer
    },
  })
  const services = await card('Services')
  await waitFor(() => expect(services.getByRole('listitem')).toHaveTextContent('45 min · 10 min free after · €45.50 · Luna'))
  await user.click(services.getByRole('button', { name: 'Add a service' }))
  await user.type(await services.findByLabelText('Name'), 'Cut')
  await user.type(services.getByLabelText('Price (optional)'), '12.345')
  await user.click(services.getByLabelText('Only these'))
  await user.click(services.getByText('Save'))
  expect(services.getByLabelText('Price (optional)')).toHaveAccessibleDescription('Enter a price in EUR such as 25.00.')
  expect(services.getByText('Tick at least one, or choose Everybody.')).toBeVisible()
  await user.selectOptions(services.getByLabelText('Currency'), 'KWD')
  await user.click(services.getByLabelText('Window chair'))
  await user.click(services.getByText('Save'))
  await waitFor(() => expect(services.getByLabelText('Name')).toHaveAccessibleDescription(/Give it another name/))
  answer = { status: 201, body: { ...cut, id: 's2', name: 'Colour' } }
  rows = [{ ...cut, id: 's2', name: 'Colour' }, cut]
  await user.clear(services.getByLabelText('Name'))
  await user.type(services.getByLabelText('Name'), 'Colour')
  await user.click(services.getByText('Save'))
  await waitFor(() => expect(services.getAllByRole('listitem')).toHaveLength(2))
  expect(sent.at(-1)).toEqual({
    name: 'Colour', duration_minutes: 30, buffer_before_minutes: 0, buffer_after_minutes: 0,
    price_minor: 12345, currency: 'KWD', resource_ids: ['r2'],
  })
})

test('a service is changed in its place, without its price, and deleted after a question', async () => {
  const sent: unknown[] = []
  const { user, asked } = open({
    'PUT /api/services/s1': ({ body }) => {
      sent.push(body)
      return { body: { ...cut, ...(body as object) } }
    },
    'DELETE /api/services/s1': { status: 204 },
  })
  await user.click(await screen.findByRole('button', { name: 'Change Cut' }))
  const services = await card('Services')
  const price = await services.findByLabelText('Price (optional)')
  expect(price).toHaveValue('45.50')
  await user.clear(price)
  await user.click(services.getByText('Save'))
  await waitFor(() => expect(sent).toMatchObject([{ name: 'Cut', price_minor: null, currency: null, resource_ids: ['r1'] }]))
  await user.click(await screen.findByRole('button', { name: 'Delete Cut' }))
  const question = screen.getByRole('alertdialog')
  expect(question).toHaveTextContent('What is booked stays.')
  await user.click(within(question).getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(asked).toContain('DELETE /api/services/s1'))
})

test('people have the hours of the business or their own, and the last one stays', async () => {
  const sent: unknown[] = []
  const { user } = open({
    'PUT /api/resources/r1': ({ body }) => {
      sent.push(body)
      return { body: { ...luna, ...(body as object) } }
    },
    'DELETE /api/resources/r1': problem(409, 'last_resource', 'Add another one first, or give this one another name.'),
  })
  const people = await card('People and chairs')
  await waitFor(() => expect(people.getAllByRole('listitem')[1]).toHaveTextContent('Own hours: Mon–Tue 09:00–17:00 · Sat 09:00–17:00'))
  await user.click(people.getByRole('button', { name: 'Change Luna' }))
  await user.click(await people.findByRole('radio', { name: 'Own hours' }))
  await user.click(people.getByRole('button', { name: 'Remove the hours on Monday from 09:00' }))
  await user.click(people.getByRole('button', { name: 'Save' }))
  expect(people.getByText(/^Add hours to at least one day/)).toBeVisible()
  await user.click(people.getByRole('button', { name: 'Add hours on Sunday' }))
  await user.click(people.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toEqual([{ name: 'Luna', kind: 'staff', hours: { sun: nine } }]))
  await user.click(await people.findByRole('button', { name: 'Delete Luna' }))
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Delete' }))
  expect(await screen.findByText(/Add another one first/)).toBeVisible()
})

test('opening hours have breaks, are copied to the weekdays, and what is wrong is said at the day', async () => {
  const sent: unknown[] = []
  const { user } = open({
    'PUT /api/booking-settings': ({ body }) => {
      sent.push(body)
      return { body }
    },
  })
  const hours = await card('Weekly opening hours')
  await user.click(await hours.findByRole('button', { name: 'Add hours on Monday' }))
  const [, second] = hours.getAllByLabelText('Monday from')
  fireEvent.change(second!, { target: { value: '16:00' } })
  await user.click(hours.getByRole('button', { name: 'Save' }))
  expect(second).toHaveAccessibleDescription(/On Monday two hours overlap/)
  fireEvent.change(second!, { target: { value: '23:30' } })
  expect(second).toHaveAccessibleDescription(/On Monday hours end after they begin/)
  fireEvent.change(second!, { target: { value: '18:00' } })
  fireEvent.change(hours.getAllByLabelText('Monday to')[1]!, { target: { value: '00:00' } })
  await user.click(hours.getByRole('button', { name: 'Copy the hours of Monday to all weekdays' }))
  await user.click(hours.getByRole('button', { name: 'Save' }))
  const evening = [...nine, { begins: '18:00', ends: '24:00' }]
  const week = { mon: evening, tue: evening, wed: evening, thu: evening, fri: evening }
  await waitFor(() => expect(sent).toEqual([{ ...settings, hours: week }]))
})

test('special days: those to come first, and another one with other hours', async () => {
  const day = (id: string, first_day: string, note: string) => ({
    id, resource_id: null, first_day, last_day: first_day, spans: [], note, created_at: at,
  })
  const sent: unknown[] = []
  const { user } = open({
    'GET /api/special-days': page(day('d1', '2020-01-01', 'Long ago'), day('d2', '2199-12-25', 'Later'), day('d3', '2199-12-24', 'Sooner')),
    'POST /api/special-days': ({ body }) => {
      sent.push(body)
      return { status: 201, body: { ...day('d4', '2199-12-31', ''), ...(body as object) } }
    },
  })
  const special = await card('Special days')
  const rows = await special.findAllByRole('listitem')
  expect(rows.map((row) => /Sooner|Later|Past/.exec(row.textContent ?? '')?.[0])).toEqual(['Sooner', 'Later', 'Past'])
  await user.click(special.getByRole('button', { name: 'Add a special day' }))
  fireEvent.change(await special.findByLabelText('From'), { target: { value: '2199-12-31' } })
  fireEvent.change(special.getByLabelText('To'), { target: { value: '2199-12-30' } })
  await user.selectOptions(special.getByLabelText('For whom'), 'Luna')
  await user.click(special.getByRole('radio', { name: 'Other hours' }))
  fireEvent.change(special.getByLabelText('these days to'), { target: { value: '12:00' } })
  await user.click(special.getByRole('button', { name: 'Add' }))
  expect(special.getByLabelText('To')).toHaveAccessibleDescription(/The last day comes after the first/)
  fireEvent.change(special.getByLabelText('To'), { target: { value: '2199-12-31' } })
  await user.click(special.getByRole('button', { name: 'Add' }))
  await waitFor(() =>
    expect(sent).toEqual([
      { resource_id: 'r1', first_day: '2199-12-31', last_day: '2199-12-31', spans: [{ begins: '09:00', ends: '12:00' }], note: '' },
    ]),
  )
})

test('booking rules are kept in minutes, and the hours stay', async () => {
  const sent: unknown[] = []
  const { user } = open({
    'PUT /api/booking-settings': ({ body }) => {
      sent.push(body)
      return { body }
    },
  })
  const rules = await card('Booking rules')
  const notice = await rules.findByLabelText('Notice')
  expect([notice, rules.getByLabelText('Notice in')].map((field) => (field as HTMLInputElement).value)).toEqual(['2', 'hours'])
  await user.selectOptions(rules.getByLabelText('Notice in'), 'days')
  await user.clear(notice)
  await user.type(notice, '31')
  await user.click(rules.getByRole('button', { name: 'Save' }))
  expect(notice).toHaveAccessibleDescription(/at most 30 days/)
  await user.clear(notice)
  await user.type(notice, '3')
  await user.click(rules.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toEqual([{ ...settings, notice_minutes: 3 * 24 * 60 }]))
})

test('a viewer reads all of it and changes nothing', async () => {
  const person = owner.body as { workspaces: object[] }
  open({ 'GET /api/auth/me': { body: { ...person, workspaces: [{ ...person.workspaces[0], role: 'viewer' }] } } })
  expect(await screen.findByText('Owners and admins change this.')).toBeVisible()
  expect(await screen.findByText('Cut')).toBeVisible()
  expect(await screen.findByLabelText('Monday from')).toBeDisabled()
  expect(within(screen.getByRole('main')).queryAllByRole('button', { name: /Change|Delete|Add a|Save/ })).toEqual([])
})

test('who waits stands below the day; a kept time is booked, and somebody is taken off', async () => {
  const entry = {
    id: 'w1', customer_name: 'Ana', contact_id: null, conversation_id: null, service_id: 's1', first_day: '2026-12-24',
    last_day: '2026-12-26', part_of_day: 'morning', status: 'waiting', offered_starts_at: null, offered_until: null,
    told_by: null, created_at: at,
  }
  const kept = { ...entry, id: 'w2', customer_name: 'Bo', status: 'offered', offered_starts_at: '2026-12-24T08:00:00Z', offered_until: '2026-12-20T09:30:00Z' }
  const asked = serve({
    'GET /api/auth/me': owner,
    'GET /api/escalations': page(),
    'GET /api/services': page(cut),
    'GET /api/appointments': page(),
    'GET /api/waiting-list': ({ url }) => (url.searchParams.get('status') === 'offered' ? page(kept) : page(entry)),
    'POST /api/waiting-list/w2/book': { status: 201, body: { appointment_time: '11:00' } },
    'DELETE /api/waiting-list/w1': { status: 204 },
  })
  const { user } = openDashboard('/appointments')
  const waiting = await card('Waiting list')
  const [first, second] = await waiting.findAllByRole('listitem')
  expect(first).toHaveTextContent(/Bo.*Offered a time.*11:00.*is kept for them until.*12:30/)
  await waitFor(() => expect(second).toHaveTextContent(/Ana.*Waiting.*Cut · Dec 24.*26, 2026 in the morning · since/))
  await user.click(waiting.getByRole('button', { name: 'Book the time that is kept for Bo' }))
  await waitFor(() => expect(asked).toContain('POST /api/waiting-list/w2/book'))
  await user.click(waiting.getByRole('button', { name: 'Take Ana off the list' }))
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Take off' }))
  await waitFor(() => expect(asked).toContain('DELETE /api/waiting-list/w1'))
})
