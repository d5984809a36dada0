import type { QueryClient } from '@tanstack/react-query'
import { createRouter, type RouterHistory } from '@tanstack/react-router'
import { makeQueryClient } from '@/api/query-client'
import { Crashed, NotFound } from '@/components/lost'
import { parseSearch, stringifySearch } from '@/lib/search-params'
import { routeTree } from './routeTree.gen'

/** The dashboard: its pages and what it knows of the server. Without a history it uses the browser's. */
export function createApp(history?: RouterHistory) {
  const queryClient: QueryClient = makeQueryClient(toSignIn)
  const router = createRouter({
    routeTree,
    history,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    // The query cache decides what is fresh, not the router.
    defaultPreloadStaleTime: 0,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: Crashed,
    scrollRestoration: true,
    scrollToTopSelectors: ['#content'],
  })

  /** The session ended while someone was at work: sign in, then come back to the same place. */
  function toSignIn(): void {
    const { location, matches } = router.state
    if (matches.some(({ routeId }) => routeId === '/_app')) {
      void router.navigate({ to: '/sign-in', search: { return_to: location.href }, replace: true })
    }
  }

  return { router, queryClient }
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createApp>['router']
  }
}
