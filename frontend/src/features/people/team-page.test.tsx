import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { FakeStream } from '@/test/fake-stream'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const luna = { user_id: 'u1', full_name: 'Luna Demir', email: 'luna@example.com', role: 'owner', joined_at: '2026-01-02T09:00:00Z' }
const tom = { user_id: 'u2', full_name: 'Tom Acar', email: 'tom@example.com', role: 'teammate', joined_at: '2026-03-02T09:00:00Z' }
const invited = {
  id: 'i1', email: 'eva@example.com', role: 'viewer', invited_by: 'u1',
  created_at: '2026-03-02T09:00:00Z', expires_at: '2999-03-09T09:00:00Z',
}
const person = owner.body as { workspaces: object[] }
const as = (role: string) => ({ body: { ...person, workspaces: [{ ...person.workspaces[0], role }] } })

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
    'GET /api/members': page(luna, tom),
    'GET /api/invitations': page(),
    ...routes,
  })
  return { asked, ...openDashboard('/team') }
}

test('somebody is invited, and stands among those who have not come yet', async () => {
  let invitations: object[] = []
  let sent: unknown
  const { user } = open({
    'GET /api/invitations': () => page(...invitations),
    'POST /api/invitations': ({ body }) => {
      sent = body
      invitations = [invited]
      return { status: 201, body: invited }
    },
  })
  expect(await screen.findByText(/Nobody is invited/)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Send invitation' }))
  expect(screen.getByLabelText('Email')).toHaveAccessibleDescription(/full email address/)
  await user.type(screen.getByLabelText('Email'), 'eva@example.com')
  await user.selectOptions(screen.getByLabelText('As'), 'Viewer')
  await user.click(screen.getByRole('button', { name: 'Send invitation' }))
  const pending = screen.getByRole('region', { name: 'Waiting to be accepted' })
  expect(await within(pending).findByText('eva@example.com')).toBeVisible()
  expect(sent).toEqual({ email: 'eva@example.com', role: 'viewer' })
  expect(screen.getByLabelText('Email')).toHaveValue('')
})

test('who is in the team already is said at the address', async () => {
  const sentence = 'tom@example.com is in the team. Change their role in the list instead.'
  const { user } = open({ 'POST /api/invitations': problem(409, 'already_member', sentence) })
  await user.type(await screen.findByLabelText('Email'), 'tom@example.com')
  await user.click(screen.getByRole('button', { name: 'Send invitation' }))
  await waitFor(() => expect(screen.getByLabelText('Email')).toHaveAccessibleDescription(sentence))
  expect(screen.queryByRole('alert')).not.toBeInTheDocument()
})

test('an invitation is sent again, or taken back', async () => {
  let invitations: object[] = [{ ...invited, expires_at: '2020-01-01T00:00:00Z' }]
  const { user, asked } = open({
    'GET /api/invitations': () => page(...invitations),
    'POST /api/invitations/i1/resend': () => {
      invitations = [invited]
      return { body: invited }
    },
    'DELETE /api/invitations/i1': () => {
      invitations = []
      return { status: 204 }
    },
  })
  expect(await screen.findByText('Expired')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Send again to eva@example.com' }))
  await waitFor(() => expect(screen.queryByText('Expired')).not.toBeInTheDocument())
  await user.click(screen.getByRole('button', { name: 'Take back the invitation of eva@example.com' }))
  expect(asked).not.toContain('DELETE /api/invitations/i1')
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Take back' }))
  expect(await screen.findByText(/Nobody is invited/)).toBeVisible()
})

test('a role is changed; a refusal says why, and the role stays', async () => {
  let answer: object = problem(409, 'last_owner', 'Make somebody else an owner first.')
  const { user } = open({ 'PUT /api/members/u1': () => answer, 'PUT /api/members/u2': ({ body }) => ({ body: { ...tom, ...(body as object) } }) })
  await user.selectOptions(await screen.findByLabelText('Role of Luna Demir'), 'Admin')
  expect(await screen.findByText('Make somebody else an owner first.')).toBeVisible()
  expect(screen.getByLabelText('Role of Luna Demir')).toHaveValue('owner')
  answer = {}
  await user.selectOptions(screen.getByLabelText('Role of Tom Acar'), 'Admin')
  expect(await screen.findByText('Tom Acar is Admin now.')).toBeVisible()
})

test('a member is removed once that is confirmed', async () => {
  let members = [luna, tom]
  const { user, asked } = open({
    'GET /api/members': () => page(...members),
    'DELETE /api/members/u2': () => {
      members = [luna]
      return { status: 204 }
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Remove Tom Acar' }))
  const question = screen.getByRole('alertdialog')
  expect(question).toHaveTextContent(/API keys they made here stop working/)
  expect(asked).not.toContain('DELETE /api/members/u2')
  await user.click(within(question).getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(screen.queryByText('Tom Acar')).not.toBeInTheDocument())
})

test('an admin touches no owner and makes none', async () => {
  open({ 'GET /api/auth/me': as('admin') })
  const role = await screen.findByLabelText('Role of Tom Acar')
  expect(within(role).queryByRole('option', { name: 'Owner' })).not.toBeInTheDocument()
  expect(screen.queryByLabelText('Role of Luna Demir')).not.toBeInTheDocument()
})

test('a teammate sees who is here and invites nobody', async () => {
  const { asked } = open({ 'GET /api/auth/me': as('teammate') })
  expect(await screen.findByText('Tom Acar')).toBeVisible()
  expect(screen.queryByRole('button', { name: /^Remove / })).not.toBeInTheDocument()
  expect(asked).not.toContain('GET /api/invitations')
})

test('a hint shows who has joined meanwhile', async () => {
  const members = [luna]
  open({ 'GET /api/members': () => page(...members) })
  await screen.findByText('Luna Demir')
  members.push(tom)
  FakeStream.latest.says(JSON.stringify({ type: 'member.changed', id: 'u2' }))
  expect(await screen.findByText('Tom Acar')).toBeVisible()
})
