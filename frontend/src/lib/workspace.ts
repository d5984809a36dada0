/** Which of their workspaces a person works in; kept in this browser. None chosen: the API takes the oldest. */
const KEY = 'frontdesk.workspace'

export function chosenWorkspace(): string | undefined {
  return localStorage.getItem(KEY) ?? undefined
}

export function chooseWorkspace(id: string | undefined): void {
  if (id) localStorage.setItem(KEY, id)
  else localStorage.removeItem(KEY)
}

/** Forget a choice that is none of these; somebody else may have made it, or it was left. Says whether it did. */
export function forgetForeignChoice(workspaces: readonly { id: string }[]): boolean {
  const chosen = chosenWorkspace()
  if (!chosen || workspaces.some(({ id }) => id === chosen)) return false
  chooseWorkspace(undefined)
  return true
}

/** The headers that say so, for requests the generated client does not make. */
export function workspaceHeaders(): Record<string, string> {
  const chosen = chosenWorkspace()
  return chosen ? { 'X-Workspace-Id': chosen } : {}
}
