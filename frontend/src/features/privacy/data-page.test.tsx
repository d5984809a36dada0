import { screen, waitFor, within } from '@testing-library/react'
import { beforeAll, expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, problem, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const packed = {
  id: 'x1',
  status: 'ready',
  progress: 1,
  byte_size: 3_200_000,
  created_at: '2026-03-02T10:00:00Z',
  expires_at: '2026-03-09T10:00:00Z',
}

// jsdom has no dialogs.
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})

function open(routes: Routes = {}) {
  const asked = serve({
    'GET /api/auth/me': owner,
    'GET /api/workspace/retention': { body: { months: null } },
    'GET /api/workspace/export': page(),
    'GET /api/workspace/leaving': { body: { leaves_at: null } },
    ...routes,
  })
  return { asked, ...openDashboard('/data') }
}

const card = async (name: string) => (await screen.findByRole('heading', { name })).closest('section')!

test('keeping less asks first, keeping more does not', async () => {
  const saved: unknown[] = []
  const { user } = open({
    'PUT /api/workspace/retention': ({ body }) => {
      saved.push(body)
      return { body }
    },
  })
  const retention = await card('How long conversations are kept')
  const choice = await within(retention).findByLabelText('Keep them for')
  await user.selectOptions(choice, '6 months')
  await user.click(within(retention).getByRole('button', { name: 'Save' }))
  const ask = screen.getByRole('alertdialog', { name: 'Keep conversations for 6 months?' })
  expect(saved).toEqual([])
  await user.click(within(ask).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(saved).toEqual([{ months: 6 }]))

  await user.selectOptions(await within(retention).findByLabelText('Keep them for'), '2 years')
  await user.click(within(retention).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(saved).toEqual([{ months: 6 }, { months: 24 }]))
})

test('a package shows how far it is, and can be fetched when it is ready', async () => {
  let exports = [] as object[]
  const { user } = open({
    'GET /api/workspace/export': () => page(...exports),
    'POST /api/workspace/export': () => {
      exports = [{ ...packed, status: 'working', progress: 0.4 }]
      return { status: 202, body: exports[0] }
    },
  })
  const take = await card('Take everything with you')
  await user.click(await within(take).findByRole('button', { name: 'Pack everything' }))
  expect(await within(take).findByRole('progressbar', { name: 'Packing' })).toHaveAttribute('value', '0.4')
  exports = [packed]
  const link = await within(take).findByRole('link', { name: /Download the package of/ })
  expect(link).toHaveAttribute('href', '/api/workspace/export/x1/download')
  expect(take).toHaveTextContent(/3\.2\s?MB/)
})

test('a package that failed says so', async () => {
  open({ 'GET /api/workspace/export': page({ ...packed, status: 'failed' }) })
  expect(await screen.findByText('The last package could not be made. Try again.')).toBeVisible()
})

test('leaving needs the name of the business, and can be taken back', async () => {
  let leavesAt: string | null = null
  const { user } = open({
    'GET /api/workspace/leaving': () => ({ body: { leaves_at: leavesAt } }),
    'DELETE /api/workspace': ({ body }) => {
      if ((body as { name: string }).name !== 'Luna Hair Studio') return problem(422, 'not_confirmed', 'Type the name exactly.')
      leavesAt = '2026-03-16T10:00:00Z'
      return { status: 204 }
    },
    'POST /api/workspace/bring-back': () => {
      leavesAt = null
      return { status: 204 }
    },
  })
  const leaving = await card('Leave Frontdesk')
  const name = await within(leaving).findByLabelText('Type Luna Hair Studio to confirm')
  await user.type(name, 'luna')
  await user.click(within(leaving).getByRole('button', { name: 'Leave' }))
  await waitFor(() => expect(name).toHaveAccessibleDescription('Type the name exactly.'))
  await user.clear(name)
  await user.type(name, 'Luna Hair Studio')
  await user.click(within(leaving).getByRole('button', { name: 'Leave' }))
  await user.click(await within(leaving).findByRole('button', { name: 'Bring it back' }))
  expect(await within(leaving).findByLabelText('Type Luna Hair Studio to confirm')).toBeVisible()
})

test('who is no owner sees how long things are kept, and no more', async () => {
  const [me] = [owner.body as { workspaces: object[] }]
  const teammate = { body: { ...me, workspaces: me.workspaces.map((workspace) => ({ ...workspace, role: 'teammate' })) } }
  open({ 'GET /api/auth/me': teammate })
  expect(await screen.findByLabelText('Keep them for')).toBeDisabled()
  expect(screen.getAllByRole('heading', { level: 2 })).toHaveLength(1)
})
