import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const here = {
  id: 's1',
  is_current: true,
  device: 'Firefox on Windows',
  address: '203.0.113.9',
  created_at: '2026-03-02T09:00:00Z',
  last_seen_at: '2026-03-02T10:00:00Z',
  expires_at: '2026-03-03T09:00:00Z',
}
const phone = { ...here, id: 's2', is_current: false, device: 'Safari on iPhone', address: '198.51.100.4' }
const isOff = { body: { is_on: false, turned_on_at: null, recovery_codes_left: 0 } }
const isOn = { body: { is_on: true, turned_on_at: '2026-03-02T09:00:00Z', recovery_codes_left: 2 } }
const till = {
  id: 'k1',
  name: 'Till',
  scopes: ['conversations:read'],
  created_by: 'u1',
  created_at: '2026-03-02T09:00:00Z',
  last_used_at: null,
}

function open(routes: Routes = {}) {
  const asked = serve({
    'GET /api/auth/me': owner,
    'GET /api/auth/sessions': page(here, phone),
    'GET /api/auth/two-factor': isOff,
    'GET /api/api-keys': page(),
    ...routes,
  })
  return { asked, ...openDashboard('/security') }
}

const card = async (name: string) => (await screen.findByRole('heading', { name })).closest('section')!

test('another place is signed out with one press; this one is marked', async () => {
  let sessions = [here, phone]
  const { user, asked } = open({
    'GET /api/auth/sessions': () => page(...sessions),
    'DELETE /api/auth/sessions/s2': () => {
      sessions = [here]
      return { status: 204 }
    },
  })
  const list = await card('Where you are signed in')
  const rows = await within(list).findAllByRole('listitem')
  expect(rows[0]).toHaveTextContent(/Firefox on Windows.*203\.0\.113\.9.*This one/)
  await user.click(within(list).getByRole('button', { name: 'Sign out Safari on iPhone, 198.51.100.4' }))
  await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(1))
  expect(asked).toContain('DELETE /api/auth/sessions/s2')
})

test('what is wrong with a password stands at its field', async () => {
  let answer = problem(400, 'password_wrong', 'Type it again.')
  const { user } = open({ 'PUT /api/auth/password': () => answer })
  const form = await card('Password')
  const current = within(form).getByLabelText('Current password')
  const wanted = within(form).getByLabelText('New password')
  await user.type(current, 'nope')
  await user.type(wanted, 'short')
  await user.click(within(form).getByRole('button', { name: 'Change password' }))
  expect(wanted).toHaveAccessibleDescription(/at least 10/i)
  expect(wanted).toHaveFocus()

  await user.type(wanted, ' no more')
  await user.click(within(form).getByRole('button', { name: 'Change password' }))
  await waitFor(() => expect(current).toHaveAccessibleDescription(/Type it again/))

  answer = problem(422, 'weak_password', 'This is one of the passwords that are tried first.')
  await user.click(within(form).getByRole('button', { name: 'Change password' }))
  await waitFor(() => expect(wanted).toHaveAccessibleDescription(/tried first/))
  expect(within(form).queryByRole('alert')).not.toBeInTheDocument()

  answer = { status: 204 }
  await user.click(within(form).getByRole('button', { name: 'Change password' }))
  await waitFor(() => expect(current).toHaveValue(''))
})

test('two-factor: password, code of the app, and the recovery codes until they are kept', async () => {
  let on = false
  const codes = Array.from({ length: 10 }, (_, n) => `aaaa-bbbb-cccc-ddd${n}`)
  const { user } = open({
    'GET /api/auth/two-factor': () => (on ? isOn : isOff),
    'POST /api/auth/two-factor': {
      body: { secret: 'ABCDEFGHIJKL', otpauth_url: 'otpauth://totp/x', qr_svg: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
    },
    'POST /api/auth/two-factor/confirm': ({ body }) => {
      if ((body as { code: string }).code !== '123456') return problem(400, 'code_wrong', 'Type the six digits.')
      on = true
      return { body: { recovery_codes: codes } }
    },
  })
  const box = await card('Two-factor sign-in')
  await user.click(await within(box).findByRole('button', { name: 'Set it up' }))
  expect(await within(box).findByLabelText('Current password')).toHaveFocus()
  await user.keyboard('correct horse{Enter}')

  expect(await within(box).findByRole('img', { name: /QR code/ })).toHaveAttribute('src', expect.stringContaining('data:image/svg+xml,'))
  expect(within(box).getByText('ABCD EFGH IJKL')).toBeInTheDocument()
  const code = within(box).getByLabelText('Code the app shows')
  await user.type(code, '654321')
  await user.click(within(box).getByRole('button', { name: 'Switch on' }))
  await waitFor(() => expect(code).toHaveAccessibleDescription('Type the six digits.'))
  await user.clear(code)
  await user.type(code, '123456')
  await user.click(within(box).getByRole('button', { name: 'Switch on' }))

  expect(await within(box).findByText('aaaa-bbbb-cccc-ddd9')).toBeInTheDocument()
  expect(await within(box).findByText('On')).toBeInTheDocument()
  expect(within(box).getByText('aaaa-bbbb-cccc-ddd9')).toBeInTheDocument()
  await user.click(within(box).getByRole('button', { name: 'I have kept them' }))
  expect(await within(box).findByRole('button', { name: 'Switch off' })).toHaveFocus()
  expect(within(box).queryByText('aaaa-bbbb-cccc-ddd9')).not.toBeInTheDocument()
  expect(box).toHaveTextContent('2 recovery codes left.')
})

test('two-factor is switched off with the password and a code', async () => {
  let on = true
  const { user } = open({
    'GET /api/auth/two-factor': () => (on ? isOn : isOff),
    'POST /api/auth/two-factor/off': ({ body }) => {
      expect(body).toEqual({ password: 'correct horse', code: 'aaaa-bbbb-cccc-ddd2' })
      on = false
      return { status: 204 }
    },
  })
  const box = await card('Two-factor sign-in')
  await user.click(await within(box).findByRole('button', { name: 'Switch off' }))
  await user.type(within(box).getByLabelText('Current password'), 'correct horse')
  await user.type(within(box).getByLabelText('Code or recovery code'), '12')
  await user.click(within(box).getByRole('button', { name: 'Switch off' }))
  expect(within(box).getByLabelText('Code or recovery code')).toHaveAccessibleDescription('Enter the code.')
  await user.clear(within(box).getByLabelText('Code or recovery code'))
  await user.type(within(box).getByLabelText('Code or recovery code'), 'aaaa-bbbb-cccc-ddd2')
  await user.click(within(box).getByRole('button', { name: 'Switch off' }))
  expect(await within(box).findByRole('button', { name: 'Set it up' })).toBeInTheDocument()
})

test('a key is made with what is ticked, and shown once', async () => {
  let keys: unknown[] = []
  const { user } = open({
    'GET /api/api-keys': () => page(...keys),
    'POST /api/api-keys': ({ body }) => {
      expect(body).toEqual({ name: 'Till', scopes: ['conversations:read'] })
      keys = [till]
      return { status: 201, body: { ...till, key: 'fd_live_k1_secret' } }
    },
  })
  const box = await card('API keys')
  await user.click(within(box).getByRole('button', { name: 'Make a key' }))
  await user.type(await within(box).findByLabelText('Name'), 'Till')
  await user.click(within(box).getByRole('button', { name: 'Make a key' }))
  expect(within(box).getByRole('alert')).toHaveTextContent('Tick at least one.')
  await user.click(within(box).getByLabelText('Read conversations'))
  await user.click(within(box).getByRole('button', { name: 'Make a key' }))
  expect(await within(box).findByLabelText('The new key')).toHaveValue('fd_live_k1_secret')
  await user.click(within(box).getByRole('button', { name: 'Done' }))
  expect(within(box).queryByLabelText('The new key')).not.toBeInTheDocument()
  expect(await within(box).findByText('Read conversations')).toBeInTheDocument()
})

test('a teammate sees no keys, and nothing asks for them', async () => {
  const person = owner.body as { workspaces: object[] }
  const teammate = { body: { ...person, workspaces: [{ ...person.workspaces[0], role: 'teammate' }] } }
  const { asked } = open({ 'GET /api/auth/me': teammate })
  await card('Where you are signed in')
  expect(screen.queryByRole('heading', { name: 'API keys' })).not.toBeInTheDocument()
  expect(asked).not.toContain('GET /api/api-keys')
})
