import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const mail = {
  id: 'm1', kind: 'from_agent', agent_id: 'a1', conversation_id: 'c1', to: 'luna@example.com', subject: 'A wish',
  body: 'Ana asks for Sunday.', status: 'sent', reason: null, attempts: 1,
  created_at: '2026-03-02T09:00:00Z', sent_at: '2026-03-02T09:00:01Z',
}

function open(routes: Routes = {}) {
  const asked = serve({ 'GET /api/auth/me': owner, 'GET /api/escalations': page(), 'GET /api/emails': page(), ...routes })
  return { asked, ...openDashboard('/emails') }
}

test('an empty log says what will stand there', async () => {
  open()
  expect(await screen.findByText('No mail yet')).toBeVisible()
})

test('a mail shows its words, its proof and the way to its conversation', async () => {
  open({ 'GET /api/emails': page(mail) })
  const card = await screen.findByRole('article', { name: 'A wish' })
  expect(card).toHaveTextContent('Sent')
  expect(card).toHaveTextContent(/From your agent · To luna@example.com · .*2026.* · One try/)
  expect(within(card).getByRole('link', { name: 'Open the conversation' })).toHaveAttribute('href', '/conversations/c1')
  expect(within(card).queryByRole('button')).not.toBeInTheDocument()
})

test('what is not certain is sent again by a person, and the list is asked by status', async () => {
  let status = 'unknown'
  const reason = { code: 'mail_uncertain', text: 'The mail server broke off.' }
  let wanted: string | null = ''
  const { user } = open({
    'GET /api/emails': ({ url }) => {
      wanted = url.searchParams.get('status')
      return page({ ...mail, status, reason: status === 'unknown' ? reason : null })
    },
    'POST /api/emails/m1/send-again': () => {
      status = 'queued'
      return { status: 202, body: { ...mail, status } }
    },
  })
  const card = await screen.findByRole('article', { name: 'A wish' })
  expect(card).toHaveTextContent('The mail server broke off.')
  await user.click(within(card).getByRole('button', { name: 'Send “A wish” again' }))
  expect(await screen.findByText('It is on its way again.')).toBeInTheDocument()
  expect(await within(card).findByText('Waiting')).toBeVisible()
  await user.selectOptions(screen.getByLabelText('Show'), 'failed')
  await screen.findByRole('article', { name: 'A wish' })
  expect(wanted).toBe('failed')
})
