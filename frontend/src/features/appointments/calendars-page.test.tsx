import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const feed = { id: 'f1', name: 'Luna', resource_id: null, shows_names: false, created_at: '2026-03-02T09:00:00Z' }
const mine = {
  id: 'k1', resource_id: 'r1', name: 'Mine', host: 'calendar.example', read_at: null,
  error: 'The server answered with 500. It is asked again in a quarter of an hour.', created_at: '2026-03-02T09:00:00Z',
}
const chair = { id: 'r1', name: 'Chair', kind: 'chair', hours: null, created_at: '2026-03-02T09:00:00Z' }

function open(routes: Routes = {}) {
  serve({
    'GET /api/auth/me': owner,
    'GET /api/escalations': page(),
    'GET /api/resources': page(chair),
    'GET /api/calendar-feeds': page(),
    'GET /api/busy-calendars': page(),
    ...routes,
  })
  return openDashboard('/calendars')
}

test('an address is made, shown this once, and listed without it', async () => {
  let rows: object[] = []
  let sent: unknown
  const { user } = open({
    'GET /api/calendar-feeds': () => page(...rows),
    'POST /api/calendar-feeds': ({ body }) => {
      sent = body
      rows = [feed]
      return { status: 201, body: { ...feed, url: 'https://shop.example/calendar/secret.ics' } }
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Make an address' }))
  await user.click(screen.getByRole('button', { name: 'Make it' }))
  expect(screen.getByLabelText('Name')).toHaveAccessibleDescription('Give it a name.')
  await user.type(screen.getByLabelText('Name'), 'Luna')
  await user.click(screen.getByRole('button', { name: 'Make it' }))
  expect(await screen.findByText('https://shop.example/calendar/secret.ics')).toBeVisible()
  expect(sent).toEqual({ name: 'Luna', resource_id: null, shows_names: false })
  expect(await screen.findByText('Busy or free')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Done' }))
  expect(screen.queryByText(/secret.ics/)).not.toBeInTheDocument()
})

test('a calendar is added by its address, and what goes wrong is said', async () => {
  let answer = problem(422, 'address_refused', 'That address leads into a private network.')
  const rows: object[] = []
  const sent: unknown[] = []
  const { user } = open({
    'GET /api/busy-calendars': () => page(...rows),
    'POST /api/busy-calendars': ({ body }) => {
      sent.push(body)
      return answer
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Add a calendar' }))
  await user.type(screen.getByLabelText('Name'), 'Mine')
  await user.type(screen.getByLabelText('Its iCal address'), 'https://calendar.example/x.ics')
  await waitFor(() => expect(screen.getByRole('option', { name: 'Chair' })).toBeInTheDocument())
  await user.click(screen.getByRole('button', { name: 'Add it' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('private network')
  answer = { status: 201, body: mine }
  rows.push(mine)
  await user.click(screen.getByRole('button', { name: 'Add it' }))
  expect(await screen.findByText(/asked again in a quarter/)).toBeVisible()
  expect(sent.at(-1)).toEqual({ resource_id: 'r1', name: 'Mine', url: 'https://calendar.example/x.ics' })
})
