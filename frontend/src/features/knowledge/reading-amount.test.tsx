import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { page, serve } from '@/test/server'
import { ReadingAmount } from './reading-amount'

test('how much the agent reads is changed within its bounds', async () => {
  const agent = { id: 'a1', name: 'Luna', top_k: 5, whole_knowledge_tokens: 1500 }
  const sent = vi.fn()
  serve({
    'GET /api/agents/a1': { body: agent },
    'GET /api/agents': page(agent),
    'PUT /api/agents/a1': ({ body }) => {
      sent(body)
      return { body: { ...agent, ...(body as object) } }
    },
  })
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ReadingAmount agentId="a1" />
    </QueryClientProvider>,
  )
  const passages = await screen.findByLabelText('Passages for one question')
  expect(passages).toHaveValue('5')
  await userEvent.clear(passages)
  await userEvent.type(passages, '11')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(screen.getByText('Enter a whole number from 1 to 10.')).toBeInTheDocument()
  expect(sent).not.toHaveBeenCalled()

  await userEvent.clear(passages)
  await userEvent.type(passages, '8')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toHaveBeenCalledWith({ top_k: 8, whole_knowledge_tokens: 1500 }))
})
