import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { chooseWorkspace, chosenWorkspace } from '@/lib/workspace'
import { client } from '@/api/generated/client.gen'
import { openDashboard } from '@/test/open'
import { owner, page, serve } from '@/test/server'

const person = owner.body as { workspaces: object[] }
const sol = { id: 'w2', name: 'Sol Hair', slug: 'sol', role: 'viewer', timezone: 'UTC' }
const both = { body: { ...person, workspaces: [...person.workspaces, sol] } }

afterEach(() => localStorage.clear())

function open(me: object) {
  serve({
    'GET /api/auth/me': me,
    'GET /api/agents': page(),
    'GET /api/escalations': page(),
    'GET /api/chat-history': page(),
    'GET /api/accounts': page(),
    'GET /api/automatic-replies': page(),
  })
  const { fetch: answer } = client.getConfig()
  const asked: (string | null)[] = []
  client.setConfig({
    fetch: (input, init) => {
      const request = input as Request
      if (request.url.includes('/api/chat-history') || request.url.includes('/api/agents')) asked.push(request.headers.get('X-Workspace-Id'))
      return answer!(input, init)
    },
  })
  return { asked, ...openDashboard('/agents') }
}

test('who works in two businesses goes from one to the other', async () => {
  const { user, where, asked } = open(both)
  await user.click(await screen.findByRole('button', { name: /^Luna Hair Studio/ }))
  const list = await screen.findByRole('list', { name: 'Your businesses', hidden: true })
  await user.click(within(list).getByText('Sol Hair'))
  await waitFor(() => expect(where()).toBe('/conversations'))
  expect(await screen.findByRole('button', { name: /^Sol Hair/ })).toBeVisible()
  await waitFor(() => expect(asked.at(-1)).toBe('w2'))
  expect(asked[0]).toBeNull()
})

test('a choice that is not theirs, or not theirs any more, is forgotten', async () => {
  chooseWorkspace('w9')
  const { asked } = open(owner)
  expect(await screen.findByRole('button', { name: /^Luna Hair Studio/ })).toBeVisible()
  expect(chosenWorkspace()).toBeUndefined()
  await waitFor(() => expect(asked.length).toBeGreaterThan(0))
  expect(asked).not.toContain('w9')
})

test('who works in one business is offered no choice', async () => {
  const { user } = open(owner)
  await user.click(await screen.findByRole('button', { name: /^Luna Hair Studio/ }))
  await screen.findByText('luna@example.com')
  expect(screen.queryByRole('list', { name: 'Your businesses', hidden: true })).not.toBeInTheDocument()
})
