import { client } from './generated/client.gen'
import { toProblem } from './problem'

/** Same origin, session in the cookie; whatever fails is thrown as a `Problem`. */
export function configureClient(): void {
  client.setConfig({ baseUrl: window.location.origin, credentials: 'same-origin' })
  client.interceptors.error.use((error, response) =>
    error instanceof DOMException && error.name === 'AbortError' ? error : toProblem(error, response),
  )
}
