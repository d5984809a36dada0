import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const hours = { id: 'r1', title: 'Opening hours', text: 'Hi {customer_name}, we open at nine.', shortcut: 'hours', created_at: '2026-03-02T09:00:00Z' }

function open(routes: Routes = {}) {
  const asked = serve({ 'GET /api/auth/me': owner, 'GET /api/escalations': page(), 'GET /api/canned-replies': page(), ...routes })
  return { asked, ...openDashboard('/canned-replies') }
}

test('the first text is written, with a name put in where the cursor is', async () => {
  let replies: object[] = []
  let sent: unknown
  const { user } = open({
    'GET /api/canned-replies': () => page(...replies),
    'POST /api/canned-replies': ({ body }) => {
      sent = body
      replies = [hours]
      return { status: 201, body: hours }
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Write one' }))
  await user.click(await screen.findByRole('button', { name: 'Save' }))
  expect(screen.getByLabelText('Title')).toHaveAccessibleDescription('Give it a title.')
  await user.type(screen.getByLabelText('Title'), 'Opening hours')
  const area = screen.getByLabelText<HTMLTextAreaElement>('Text')
  await user.type(area, 'Hi , we open at nine.')
  area.setSelectionRange(3, 3)
  await user.click(within(screen.getByRole('list', { name: 'Put in' })).getByText('Customer’s name'))
  expect(area).toHaveValue('Hi {customer_name}, we open at nine.')
  expect(area).toHaveFocus()
  await user.type(screen.getByLabelText(/^Shortcut/), 'hours')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByRole('article', { name: 'Opening hours' })).toHaveTextContent('/hours')
  expect(sent).toEqual({ title: 'Opening hours', text: hours.text, shortcut: 'hours' })
})

test('what the server refuses stands at its field', async () => {
  let answer = problem(422, 'unknown_variable', 'There is no variable {nme}.')
  const { user } = open({ 'GET /api/canned-replies': page(hours), 'PUT /api/canned-replies/r1': () => answer })
  await user.click(await screen.findByRole('button', { name: 'Change Opening hours' }))
  await user.click(await screen.findByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.getByLabelText('Text')).toHaveAccessibleDescription(/no variable {nme}/))
  answer = problem(409, 'shortcut_taken', 'Choose another one.')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.getByLabelText(/^Shortcut/)).toHaveAccessibleDescription(/Choose another one/))
  expect(screen.queryByRole('alert')).not.toBeInTheDocument()
})

test('a viewer reads and changes nothing', async () => {
  const person = owner.body as { workspaces: object[] }
  open({
    'GET /api/auth/me': { body: { ...person, workspaces: [{ ...person.workspaces[0], role: 'viewer' }] } },
    'GET /api/canned-replies': page(hours),
  })
  expect(await screen.findByRole('article', { name: 'Opening hours' })).toBeVisible()
  expect(screen.queryByRole('button', { name: /Write|Change|Delete/ })).not.toBeInTheDocument()
})
