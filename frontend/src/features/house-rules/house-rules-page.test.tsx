import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const kept = { banned_words: ['cheap'], topics: [{ name: 'Complaints', words: ['refund'], rule: 'suggest' }] }

function open(routes: Routes = {}) {
  const asked = serve({
    'GET /api/auth/me': owner,
    'GET /api/escalations': page(),
    'GET /api/house-rules': { body: kept },
    ...routes,
  })
  return { asked, ...openDashboard('/house-rules') }
}

test('words and topics are changed and saved together', async () => {
  let sent: unknown
  const { user } = open({
    'PUT /api/house-rules': ({ body }) => {
      sent = body
      return { body }
    },
  })
  const banned = await screen.findByLabelText('One word or phrase a line')
  expect(banned).toHaveValue('cheap')
  await user.type(banned, '\nbargain')
  await user.click(screen.getByRole('button', { name: 'Add a topic' }))
  const added = screen.getByRole('group', { name: 'Topic' })
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(sent).toBeUndefined()
  expect(within(added).getByLabelText('Topic')).toHaveAccessibleDescription(/Give the topic a name/)
  await user.type(within(added).getByLabelText('Topic'), 'Health')
  await user.type(within(added).getByLabelText(/^Its words/), 'aspirin,  headache ,')
  await user.selectOptions(within(added).getByLabelText('What happens'), 'never')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The house rules are saved.')).toBeInTheDocument()
  expect(sent).toEqual({
    banned_words: ['cheap', 'bargain'],
    topics: [...kept.topics, { name: 'Health', words: ['aspirin', 'headache'], rule: 'never' }],
  })
})

test('a topic is removed', async () => {
  let sent: unknown
  const { user } = open({
    'PUT /api/house-rules': ({ body }) => {
      sent = body
      return { body }
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Remove Complaints' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toEqual({ banned_words: ['cheap'], topics: [] }))
})

test('a teammate reads them', async () => {
  const person = owner.body as { workspaces: object[] }
  open({ 'GET /api/auth/me': { body: { ...person, workspaces: [{ ...person.workspaces[0], role: 'teammate' }] } } })
  expect(await screen.findByText('Owners and admins can change them.')).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument()
})
