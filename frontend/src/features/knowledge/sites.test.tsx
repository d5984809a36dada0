import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, expect, test } from 'vitest'
import { page, problem, serve } from '@/test/server'
import { IndexNote } from './index-note'
import { Sites } from './sites'

const site = {
  id: 's1',
  url: 'https://luna.example/',
  whole_site: true,
  refresh: 'weekly',
  status: 'ready',
  progress: 1,
  reason: null,
  pages_found: 3,
  pages_read: 1,
  pages_skipped: 2,
  pages_failed: 0,
  last_read_at: '2026-11-21T09:00:00Z',
  next_read_at: null,
  created_at: '2026-11-20T09:00:00Z',
}
const pages = [
  { id: 'p1', url: 'https://luna.example/', title: 'Salon Luna', status: 'read', reason: null },
  { id: 'p2', url: 'https://luna.example/prices', title: 'Prices', status: 'skipped', reason: { code: 'unchanged', text: 'Nothing has changed.' } },
  { id: 'p3', url: 'https://luna.example/staff', title: '', status: 'skipped', reason: { code: 'robots', text: 'The robots.txt asks not to be read here.' } },
]
const list = 'GET /api/agents/a1/sites'

// The browser of these tests has no dialogs that take the screen.
beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= () => undefined
  HTMLDialogElement.prototype.close ??= () => undefined
})

function show(screens = <Sites agentId="a1" />) {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      {screens}
    </QueryClientProvider>,
  )
}

test('an agent without a site is told what to do, and an address that was refused says why', async () => {
  const detail = 'This host has a private address.'
  serve({ [list]: page(), 'POST /api/agents/a1/sites': problem(422, 'address_refused', detail) })
  show()
  expect(await screen.findByText('No web site yet')).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Add the site' }))
  expect(screen.getByText('Write the address of a page.')).toBeInTheDocument()
  await userEvent.type(screen.getByLabelText('Address'), 'http://10.0.0.1/')
  await userEvent.click(screen.getByRole('button', { name: 'Add the site' }))
  expect(await screen.findByText(detail)).toBeInTheDocument()
})

test('a site that was added is read whole and every week, unless one says otherwise', async () => {
  const sites: object[] = []
  let sent: unknown
  serve({
    [list]: () => page(...sites),
    'POST /api/agents/a1/sites': ({ body }) => {
      sent = body
      sites.push({ ...site, status: 'reading', progress: 0.4 })
      return { status: 202, body: sites[0] }
    },
  })
  show()
  await userEvent.type(await screen.findByLabelText('Address'), 'luna.example')
  await userEvent.click(screen.getByRole('button', { name: 'Add the site' }))
  expect(await screen.findByText('Being read')).toBeInTheDocument()
  expect(screen.getByRole('progressbar', { name: /Progress of/ })).toHaveValue(0.4)
  expect(screen.getByRole('button', { name: 'Read again now' })).toBeDisabled()
  expect(sent).toEqual({ url: 'luna.example', whole_site: true, refresh: 'weekly' })
})

test('the pages of a site say what became of them', async () => {
  serve({ [list]: page(site), 'GET /api/agents/a1/sites/s1': { body: { ...site, pages } } })
  show()
  await userEvent.click(await screen.findByText('Show the pages'))
  const rows = await screen.findByRole('list', { name: /Pages of/ })
  expect(within(rows).getByText('Unchanged')).toBeInTheDocument()
  expect(within(rows).getByText('The robots.txt asks not to be read here.')).toBeInTheDocument()
})

test('a site that could not be read says why, and can be read again, put on a schedule and deleted', async () => {
  const reason = { code: 'unreachable', text: 'There is no host of this name.' }
  const failed = { ...site, status: 'failed', reason }
  const asked = serve({
    [list]: page(failed),
    'POST /api/agents/a1/sites/s1/read': { status: 202, body: site },
    'PUT /api/agents/a1/sites/s1': { body: site },
    'DELETE /api/agents/a1/sites/s1': { status: 204 },
  })
  show()
  expect(await screen.findByText(reason.text)).toBeInTheDocument()
  const row = within(screen.getByRole('listitem'))
  await userEvent.click(row.getByRole('button', { name: 'Read again now' }))
  await userEvent.selectOptions(row.getByLabelText('Read again'), 'daily')
  await userEvent.click(row.getByRole('button', { name: /Delete https/ }))
  await userEvent.click(row.getByRole('button', { name: 'Delete', hidden: true }))
  expect(asked.filter((each) => !each.startsWith('GET'))).toEqual([
    'POST /api/agents/a1/sites/s1/read',
    'PUT /api/agents/a1/sites/s1',
    'DELETE /api/agents/a1/sites/s1',
  ])
})

test('the note says which model is used, and how far a change of it is', async () => {
  const body = { model: 'local/wordllama-256', is_english_first: true, next_model: 'openai/text-embedding-3-small-768', progress: 0.5 }
  serve({ 'GET /api/knowledge/index': { body } })
  show(<IndexNote />)
  const note = await screen.findByText(/local\/wordllama-256/)
  expect(note).toHaveTextContent('knows English best')
  expect(note).toHaveTextContent('text-embedding-3-small-768 is under way, 50 %')
})
