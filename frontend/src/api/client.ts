import { chosenWorkspace } from '@/lib/workspace'
import { client } from './generated/client.gen'
import { toProblem } from './problem'

/** Same origin, session in the cookie, the chosen workspace in a header; whatever fails is thrown as a `Problem`. */
export function configureClient(): void {
  client.setConfig({ baseUrl: window.location.origin, credentials: 'same-origin' })
  client.interceptors.request.use((request) => {
    const workspace = chosenWorkspace()
    if (workspace) request.headers.set('X-Workspace-Id', workspace)
    return request
  })
  client.interceptors.error.use((error, response) =>
    error instanceof DOMException && error.name === 'AbortError' ? error : toProblem(error, response),
  )
}
