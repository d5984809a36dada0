import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const chosen = {
  is_on: false, hours_before: [24, 2], quiet_from: '21:00', quiet_until: '08:00', ways: ['dm', 'mail'],
  summary_hour: null, summary_when_empty: false,
}

function open(routes: Routes = {}) {
  const asked = serve({
    'GET /api/auth/me': owner,
    'GET /api/escalations': page(),
    'GET /api/workspace/branding': { body: { accent: '#14594e', logo: null, language: 'en' } },
    'GET /api/workspace/branding/preview': { body: '<h1>Your appointment is booked</h1>' },
    'GET /api/workspace/reminders': { body: chosen },
    ...routes,
  })
  return { asked, ...openDashboard('/mail-settings') }
}

test('the preview is a stranger to the page', async () => {
  open()
  const frame = await screen.findByTitle('What a customer gets after booking')
  expect(frame).toHaveAttribute('sandbox', '')
  expect(frame).toHaveAttribute('srcdoc', '<h1>Your appointment is booked</h1>')
})

test('a logo that is none is not sent, and what is saved is shown anew', async () => {
  let sent: unknown
  const { user, asked } = open({
    'PUT /api/workspace/branding': ({ body }) => {
      sent = body
      return { body }
    },
  })
  const logo = await screen.findByLabelText('Logo')
  await user.upload(logo, new File([new Uint8Array(70_000)], 'big.png', { type: 'image/png' }))
  expect(logo).toHaveAccessibleDescription(/at most 64 kB\. Choose a PNG|Choose a PNG or JPEG/)
  await user.upload(logo, new File(['x'], 'small.png', { type: 'image/png' }))
  expect(await screen.findByAltText('Your logo')).toBeInTheDocument()
  await user.selectOptions(screen.getByLabelText('Your language'), 'Deutsch')
  await user.click(screen.getAllByRole('button', { name: 'Save' })[0]!)
  await waitFor(() => expect(sent).toEqual({ accent: '#14594e', logo: 'data:image/png;base64,eA==', language: 'de' }))
  await waitFor(() => expect(asked.filter((each) => each.endsWith('/preview'))).toHaveLength(2))
  expect(await screen.findByText('Saved. The next mail goes by it.')).toBeInTheDocument()
})

test('reminders and the summary are saved together', async () => {
  let sent: unknown
  const { user } = open({
    'PUT /api/workspace/reminders': ({ body }) => {
      sent = body
      return { body }
    },
  })
  await user.click(await screen.findByRole('switch', { name: 'Remind customers' }))
  const first = screen.getByLabelText('First reminder (hours before)')
  await user.clear(first)
  await user.click(screen.getAllByRole('button', { name: 'Save' })[1]!)
  expect(first).toHaveAccessibleDescription('Enter a whole number from 1 to 168.')
  expect(sent).toBeUndefined()
  await user.type(first, '48')
  await user.selectOptions(screen.getByLabelText('How'), 'mail')
  await user.selectOptions(screen.getByLabelText('Each morning'), '7')
  await user.click(screen.getAllByRole('button', { name: 'Save' })[1]!)
  const wished = { ...chosen, is_on: true, hours_before: [48, 2], ways: ['mail'], summary_hour: 7 }
  await waitFor(() => expect(sent).toEqual(wished))
})

test('a teammate reads it', async () => {
  const person = owner.body as { workspaces: object[] }
  open({ 'GET /api/auth/me': { body: { ...person, workspaces: [{ ...person.workspaces[0], role: 'teammate' }] } } })
  expect(await screen.findByText('Owners and admins can change this.')).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument()
})
