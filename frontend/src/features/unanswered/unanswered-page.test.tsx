import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const parking = {
  id: 'q1', agent_id: 'a1', question: 'Is there parking?', times: 3, last_asked_at: '2026-03-02T09:00:00Z', status: 'open', fact_id: null, is_test: false,
  examples: [{ conversation_id: 'c1', text: 'Is there parking?', asked_at: '2026-03-02T09:00:00Z', told_at: null, is_test: false }],
}

function open(questions: () => object[], routes: Routes = {}, person = owner) {
  serve({
    'GET /api/auth/me': person,
    'GET /api/escalations': page(),
    'GET /api/unanswered': ({ url }) => page(...questions().filter((each) => (each as typeof parking).status === url.searchParams.get('status'))),
    ...routes,
  })
  return openDashboard('/unanswered')
}

test('a question is answered once, for the agent and for those who asked', async () => {
  let status = 'open'
  let sent: unknown
  const { user } = open(() => [{ ...parking, status }], {
    'POST /api/unanswered/q1/answer': ({ body }) => {
      sent = body
      status = 'answered'
      return { body: {} }
    },
    'POST /api/unanswered/q1/reopen': () => {
      status = 'open'
      return { body: parking }
    },
  })
  const card = await screen.findByRole('article', { name: 'Is there parking?' })
  expect(card).toHaveTextContent('Asked 3 times')
  expect(screen.getByRole('link', { name: '“Is there parking?”' })).toHaveAttribute('href', '/conversations/c1')
  await user.click(screen.getByRole('button', { name: 'Answer: Is there parking?' }))
  await user.click(await screen.findByRole('button', { name: 'Save the answer' }))
  expect(screen.getByLabelText('Your answer')).toHaveAccessibleDescription(/Write the answer/)
  await user.type(screen.getByLabelText('Your answer'), 'Yes, behind the house.')
  await user.click(screen.getByRole('switch', { name: /Tell the customers/ }))
  await user.click(screen.getByRole('button', { name: 'Save the answer' }))
  expect(await screen.findByText('Nothing is open')).toBeVisible()
  expect(sent).toEqual({ text: 'Yes, behind the house.', question: 'Is there parking?', tell_customers: true })
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByRole('article', { name: 'Is there parking?' })).toBeVisible()
})

test('what is dismissed can be found and opened again', async () => {
  let status = 'open'
  const { user } = open(() => [{ ...parking, status }], {
    'POST /api/unanswered/q1/dismiss': () => {
      status = 'dismissed'
      return { body: parking }
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Dismiss: Is there parking?' }))
  expect(await screen.findByText('Nothing is open')).toBeVisible()
  await user.selectOptions(screen.getByLabelText('Show'), 'Dismissed')
  expect(await screen.findByRole('button', { name: 'Open again: Is there parking?' })).toBeVisible()
})

test('a teammate reads and decides nothing', async () => {
  const body = owner.body as { workspaces: object[] }
  open(() => [parking], {}, { body: { ...body, workspaces: [{ ...body.workspaces[0], role: 'teammate' }] } })
  expect(await screen.findByRole('article', { name: 'Is there parking?' })).toBeVisible()
  expect(screen.queryByRole('button', { name: /Answer|Dismiss/ })).not.toBeInTheDocument()
})
