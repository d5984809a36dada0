/** A setting of the browser tests; they make no guesses about where the demo runs. */
export function setting(name: 'E2E_BASE_URL' | 'E2E_EMAIL' | 'E2E_PASSWORD' | 'E2E_PHONE_URL'): string {
  const value = process.env[name]
  if (!value) throw new Error(`Set ${name}: the browser tests need a running demo.`)
  return value
}
