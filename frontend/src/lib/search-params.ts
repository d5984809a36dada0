/** Query strings hold words and nothing else: `?q=42` is the text 42, `?linked=1e5` an id. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

export function stringifySearch(search: Record<string, unknown>): string {
  const known = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
  const written = new URLSearchParams(known.map(([name, value]) => [name, String(value)])).toString()
  return written && `?${written}`
}

/** Where to go after signing in; only places of our own. */
export function ownPath(path: string | undefined): string {
  return path && /^\/(?![/\\])/.test(path) ? path : '/conversations'
}

export function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
