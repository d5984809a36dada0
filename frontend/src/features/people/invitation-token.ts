/** The token of an invitation's link, kept in this tab while somebody signs in or makes an account. */
const KEY = 'frontdesk.invitation'

export function keepInvitation(token: string): void {
  sessionStorage.setItem(KEY, token)
}

export function keptInvitation(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined
}

export function forgetInvitation(): void {
  sessionStorage.removeItem(KEY)
}
