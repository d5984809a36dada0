import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createApp } from '@/router'

/** Open the dashboard at an address, as a browser would. */
export function openDashboard(address: string) {
  const history = createMemoryHistory({ initialEntries: [address] })
  const { router, queryClient } = createApp(history)
  queryClient.setDefaultOptions({ queries: { retry: false } })
  render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  )
  return { user: userEvent.setup(), where: () => history.location.href }
}
