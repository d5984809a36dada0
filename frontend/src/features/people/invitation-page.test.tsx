import { screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'
import { chosenWorkspace } from '@/lib/workspace'

type Routes = Parameters<typeof serve>[0]

const shown = { workspace_name: 'Sol Hair', email: 'luna@example.com', role: 'teammate', expires_at: '2999-01-01T00:00:00Z' }
const sol = { id: 'w2', name: 'Sol Hair', slug: 'sol', role: 'teammate', timezone: 'UTC' }
const nobody = problem(401, 'not_signed_in', 'Sign in first')

afterEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

function open(routes: Routes = {}, address = '/invitation#secret-token') {
  const asked = serve({ 'GET /api/auth/me': owner, 'POST /api/invitations/by-token': { body: shown }, ...routes })
  return { asked, ...openDashboard(address) }
}

test('who is signed in joins with one press, and is in that business then', async () => {
  const person = owner.body as { workspaces: object[] }
  let joined: unknown
  const { user, where } = open({
    'GET /api/auth/me': () => (joined ? { body: { ...person, workspaces: [...person.workspaces, sol] } } : owner),
    'POST /api/invitations/accept': ({ body }) => {
      joined = body
      return { body: sol }
    },
    'GET /api/chat-history': page(),
    'GET /api/automatic-replies': page(),
    'GET /api/escalations': page(),
    'GET /api/agents': page(),
    'GET /api/accounts': page(),
  })
  expect(await screen.findByRole('heading', { name: 'Join Sol Hair' })).toBeVisible()
  expect(where()).toBe('/invitation') // the token has left the address
  await user.click(await screen.findByRole('button', { name: 'Join the team' }))
  await waitFor(() => expect(where()).toBe('/conversations'))
  expect(joined).toEqual({ token: 'secret-token' })
  expect(chosenWorkspace()).toBe('w2')
  expect(await screen.findByRole('button', { name: /^Sol Hair/ })).toBeVisible()
  expect(sessionStorage).toHaveLength(0)
})

test('who is not signed in signs in or makes an account, and comes back', async () => {
  const { user, where } = open({
    'GET /api/auth/me': nobody,
    'POST /api/auth/register': { status: 201, body: { email: shown.email } },
    'POST /api/auth/verify-email': { body: { access_token: 't', token_type: 'bearer', expires_in: 60 } },
  })
  expect(await screen.findByRole('link', { name: 'Sign in to join' })).toHaveAttribute(
    'href',
    '/sign-in?email=luna%40example.com&return_to=%2Finvitation',
  )
  await user.click(screen.getByRole('link', { name: 'Create an account to join' }))
  expect(await screen.findByLabelText('Email')).toHaveValue(shown.email)
  await user.type(screen.getByLabelText('Your name'), 'Luna Demir')
  await user.type(screen.getByLabelText('Password'), 'correct horse battery')
  await user.click(screen.getByRole('button', { name: 'Create workspace' }))
  await user.type(await screen.findByLabelText('Six-digit code'), '123456')
  await user.click(screen.getByRole('button', { name: 'Confirm' }))
  expect(await screen.findByRole('heading', { name: 'Join Sol Hair' })).toBeVisible()
  expect(where()).toBe('/invitation')
})

test('who is signed in as somebody else is told so', async () => {
  const { asked } = open({ 'POST /api/invitations/by-token': { body: { ...shown, email: 'tom@example.com' } } })
  expect(await screen.findByText(/signed in as luna@example.com. The invitation is for tom@example.com/)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Join the team' })).not.toBeInTheDocument()
  expect(asked).not.toContain('POST /api/invitations/accept')
})

test('a link that leads nowhere says why and what to do', async () => {
  const sentence = 'An invitation works for seven days. Ask whoever invited you to send it again.'
  open({ 'POST /api/invitations/by-token': problem(410, 'invitation_expired', sentence) })
  expect(await screen.findByText(sentence)).toBeVisible()
  expect(screen.getByRole('heading', { name: 'This link does not work' })).toBeVisible()
})

test('without a link nothing is asked', async () => {
  const { asked } = open({}, '/invitation')
  expect(await screen.findByRole('heading', { name: 'Open the link in your mail' })).toBeVisible()
  expect(asked).not.toContain('POST /api/invitations/by-token')
})
