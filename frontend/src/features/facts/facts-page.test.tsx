import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const haircut = {
  id: 'f1', kind: 'price', name: 'Haircut', value: '45 €', agent_id: null, amount_minor: 4500, currency: 'EUR', language: null,
  status: 'proposed', source: { document: 'Prices.pdf', document_id: 'd1', page: 2 }, approved_by: null, approved_at: null,
  created_at: '2026-03-02T09:00:00Z',
}
const sunday = { ...haircut, id: 'f2', kind: 'hours', name: 'Sunday', value: 'closed', status: 'approved', source: { document: 'Old.pdf', document_id: null, page: null } }

function open(facts: () => object[], routes: Routes = {}) {
  const asked = serve({
    'GET /api/auth/me': owner,
    'GET /api/escalations': page(),
    'GET /api/agents': page(),
    'GET /api/facts': ({ url }) => page(...facts().filter((fact) => (fact as typeof haircut).status === url.searchParams.get('status'))),
    ...routes,
  })
  return { asked, ...openDashboard('/facts') }
}

test('proposals stand on top and move down when they are approved', async () => {
  let facts: object[] = [haircut, sunday]
  const { user } = open(() => facts, {
    'POST /api/facts/f1/approve': () => {
      facts = [{ ...haircut, status: 'approved' }, sunday]
      return { body: facts[0] }
    },
  })
  const proposed = await screen.findByRole('region', { name: 'Proposed from your documents' })
  expect(within(proposed).getByRole('article', { name: 'Haircut' })).toHaveTextContent('From Prices.pdf, page 2')
  expect(await screen.findByRole('article', { name: 'Sunday' })).toHaveTextContent('From Old.pdf · The document is gone.')
  await user.click(within(proposed).getByRole('button', { name: 'Approve Haircut' }))
  const kept = screen.getByRole('region', { name: 'Your facts' })
  expect(await within(kept).findByRole('article', { name: 'Haircut' })).toBeVisible()
  expect(screen.queryByRole('region', { name: 'Proposed from your documents' })).not.toBeInTheDocument()
})

test('the first fact is written, and a refusal is said', async () => {
  let sent: unknown
  const { user } = open(() => [], {
    'POST /api/facts': ({ body }) => {
      sent = body
      return problem(409, 'too_many_facts', 'At most 200 facts count for one agent.')
    },
  })
  expect(await screen.findByText('No facts yet')).toBeVisible()
  await user.click(screen.getAllByRole('button', { name: 'Add a fact' })[0]!)
  await user.click(await screen.findByRole('button', { name: 'Save' }))
  expect(screen.getByLabelText('Name')).toHaveAccessibleDescription(/Enter a name/)
  await user.type(screen.getByLabelText('Name'), 'Beard trim')
  await user.type(screen.getByLabelText('Value'), '20 €')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('At most 200 facts count for one agent.')).toBeVisible()
  expect(sent).toEqual({ kind: 'price', name: 'Beard trim', value: '20 €', agent_id: null, language: null })
})

test('what cannot be loaded can be tried again', async () => {
  open(() => [], { 'GET /api/facts': problem(500, 'internal', 'It broke.') })
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible()
})
