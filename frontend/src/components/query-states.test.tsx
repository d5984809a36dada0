import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { Problem } from '@/api/problem'
import { QueryStates } from './query-states'

type Asked = { data?: string[]; error?: unknown; isFetching?: boolean }

function show({ data, error = null, isFetching = false }: Asked) {
  const refetch = vi.fn()
  render(
    <QueryStates query={{ data, error, isFetching, refetch }} waiting={<p>waiting</p>} empty={<p>do this first</p>}>
      {(items) => <p>{items.join(' and ')}</p>}
    </QueryStates>,
  )
  return refetch
}

test('waits until the first answer', () => {
  show({ isFetching: true })
  expect(screen.getByText('waiting')).toBeInTheDocument()
})

test('says what to do first when there is nothing', () => {
  show({ data: [] })
  expect(screen.getByText('do this first')).toBeInTheDocument()
})

test('shows what there is', () => {
  show({ data: ['Ana', 'Mehmet'] })
  expect(screen.getByText('Ana and Mehmet')).toBeInTheDocument()
})

test("says the server's own sentence when it refuses, and tries again when asked", async () => {
  const refetch = show({ error: new Problem(503, 'unavailable', 'The database is resting.') })
  expect(screen.getByRole('alert')).toHaveTextContent('The database is resting.')
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(refetch).toHaveBeenCalledOnce()
})

test('keeps what was there when a refresh fails, and says that it may be old', () => {
  show({ data: ['Ana'], error: new Problem(0, 'unreachable', 'No connection.') })
  expect(screen.getByText('Ana')).toBeInTheDocument()
  expect(screen.getByRole('status')).toHaveTextContent('could not be refreshed')
})

test('does not ask twice while it is already asking', async () => {
  const refetch = show({ error: new Error('lost'), isFetching: true })
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(refetch).not.toHaveBeenCalled()
})
