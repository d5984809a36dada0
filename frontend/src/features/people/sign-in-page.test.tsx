import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

const signedOut = { 'GET /api/auth/me': problem(401, 'not_signed_in', 'Sign in first') }

async function signIn(address: string, password = 'correct horse') {
  const dashboard = openDashboard(address)
  const { user } = dashboard
  await user.type(await screen.findByLabelText('Email'), 'luna@example.com')
  await user.type(screen.getByLabelText('Password'), password)
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  return dashboard
}

test('a wrong password is told in plain words, and what was typed stays', async () => {
  serve({ 'POST /api/auth/login': problem(401, 'bad_credentials', 'nope') })
  await signIn('/sign-in')
  expect(await screen.findByRole('alert')).toHaveTextContent('That email and password do not match.')
  expect(screen.getByLabelText('Email')).toHaveValue('luna@example.com')
})

test("any other refusal shows the server's sentence", async () => {
  serve({ 'POST /api/auth/login': problem(429, 'too_many_requests', 'Wait a quarter of an hour.') })
  await signIn('/sign-in')
  expect(await screen.findByRole('alert')).toHaveTextContent('Wait a quarter of an hour.')
})

test('an address that was never confirmed leads to the six digits', async () => {
  serve({ 'POST /api/auth/login': problem(403, 'email_not_verified', 'Confirm first.') })
  const { where } = await signIn('/sign-in')
  expect(await screen.findByLabelText('Six-digit code')).toBeInTheDocument()
  expect(where()).toBe('/verify-email?email=luna%40example.com')
})

test('nothing is sent while a field is empty; the first one gets the focus', async () => {
  const asked = serve({})
  const { user } = openDashboard('/sign-in')
  await user.click(await screen.findByRole('button', { name: 'Sign in' }))
  expect(screen.getByLabelText('Email')).toHaveFocus()
  expect(screen.getByLabelText('Email')).toHaveAccessibleDescription(/full email address/)
  expect(asked).toEqual([])
})

test('someone who was sent to sign in comes back to where they wanted to go', async () => {
  let signedIn = false
  serve({
    'GET /api/auth/me': () => (signedIn ? owner : signedOut['GET /api/auth/me']),
    'POST /api/auth/login': () => {
      signedIn = true
      return { body: { access_token: 'x', token_type: 'bearer', expires_in: 1 } }
    },
    'GET /api/accounts': page(),
  })
  const { where } = await signIn('/accounts?linked=a1')
  expect(await screen.findByRole('heading', { name: 'Accounts' })).toBeInTheDocument()
  expect(where()).toBe('/accounts?linked=a1')
})

test('a return address of another site is not followed', async () => {
  serve({
    'GET /api/auth/me': owner,
    'POST /api/auth/login': { body: { access_token: 'x', token_type: 'bearer', expires_in: 1 } },
    'GET /api/chat-history': page(),
  })
  const { where } = await signIn('/sign-in?return_to=//evil.example')
  await waitFor(() => expect(where()).toBe('/conversations'))
})

test('a session that ends at work leads to signing in, with the way back', async () => {
  serve({ 'GET /api/auth/me': owner, 'GET /api/agents': signedOut['GET /api/auth/me'], 'GET /api/accounts': page() })
  const { where } = openDashboard('/agents')
  await screen.findByRole('heading', { name: 'Sign in' })
  expect(where()).toBe('/sign-in?return_to=%2Fagents')
})

test('where two-factor sign-in is on, a code follows the password', async () => {
  let signedIn = false
  serve({
    'GET /api/auth/me': () => (signedIn ? owner : signedOut['GET /api/auth/me']),
    'POST /api/auth/login': { body: { two_factor_required: true, token: 't' } },
    'POST /api/auth/login/two-factor': ({ body }) => {
      const { token, code } = body as { token: string; code: string }
      if (token !== 't' || code !== '123456') return problem(400, 'code_wrong', 'Each code works once.')
      signedIn = true
      return { body: { access_token: 'x', token_type: 'bearer', expires_in: 1 } }
    },
    'GET /api/accounts': page(),
  })
  const { user, where } = await signIn('/accounts')
  const code = await screen.findByLabelText('Six-digit code')
  await user.type(code, '654321')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  await waitFor(() => expect(code).toHaveAccessibleDescription('Each code works once.'))
  await user.clear(code)
  await user.type(code, '123456')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByRole('heading', { name: 'Accounts' })).toBeInTheDocument()
  expect(where()).toBe('/accounts')
})

test('without the phone a recovery code does; after too long one starts again', async () => {
  const sent: unknown[] = []
  serve({
    'POST /api/auth/login': { body: { two_factor_required: true, token: 't' } },
    'POST /api/auth/login/two-factor': ({ body }) => {
      sent.push(body)
      return problem(400, 'code_expired', 'There are five minutes for the code.')
    },
  })
  const { user } = await signIn('/sign-in')
  await user.click(await screen.findByRole('button', { name: 'Use a recovery code' }))
  await user.type(screen.getByLabelText('Recovery code'), 'aaaa bbbb')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(screen.getByLabelText('Recovery code')).toHaveAccessibleDescription('Enter the code.')
  expect(sent).toEqual([])
  await user.type(screen.getByLabelText('Recovery code'), ' cccc dddd')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('There are five minutes for the code.')
  await user.click(screen.getByRole('button', { name: 'Start again' }))
  expect(await screen.findByLabelText('Password')).toBeInTheDocument()
})
