import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from './problem'

/** The cache of everything the server said. `onSignedOut` is called when a session is refused. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const watch = (error: Error) => {
    if (error instanceof Problem && error.status === 401 && error.code !== 'bad_credentials') onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal does not change by asking again; a lost connection or a restart may.
        retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status > 0 && error.status < 500),
        retryDelay: (failures) => 500 * 2 ** failures,
      },
    },
  })
}
