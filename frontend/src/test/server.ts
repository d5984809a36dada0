import { client } from '@/api/generated/client.gen'

type Answer = { status?: number; body?: unknown }
type Route = Answer | ((asked: { url: URL; body: unknown }) => Answer | Promise<Answer>)

/** Answer the generated client: `serve({ 'GET /api/agents': { body: ... } })`. Returns what was asked, in order. */
export function serve(routes: Record<string, Route>): string[] {
  const asked: string[] = []
  client.setConfig({
    fetch: async (input) => {
      const request = input as Request
      const url = new URL(request.url)
      const name = `${request.method} ${url.pathname}`
      asked.push(name)
      const route = routes[name]
      if (!route) throw new Error(`This test's server knows no ${name}.`)
      const written = await request.text()
      const body: unknown = written ? JSON.parse(written) : undefined
      const { status = 200, body: answer = {} } = typeof route === 'function' ? await route({ url, body }) : route
      const type = status < 400 ? 'application/json' : 'application/problem+json'
      return new Response(status === 204 ? null : JSON.stringify(answer), { status, headers: { 'Content-Type': type } })
    },
  })
  return asked
}

export function problem(status: number, code: string, detail: string): Answer {
  return { status, body: { type: 'about:blank', title: code, status, code, detail } }
}

export const page = (...items: unknown[]): Answer => ({ body: { items, next_cursor: null } })

/** The signed-in owner of a small salon in Istanbul. */
export const owner: Answer = {
  body: {
    id: 'u1',
    email: 'luna@example.com',
    full_name: 'Luna Demir',
    is_email_verified: true,
    workspaces: [{ id: 'w1', name: 'Luna Hair Studio', slug: 'luna', role: 'owner', timezone: 'Europe/Istanbul' }],
  },
}
