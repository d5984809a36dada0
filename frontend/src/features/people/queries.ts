import {
  finishLoginMutation,
  forgotPasswordMutation,
  loginMutation,
  logoutMutation,
  meOptions,
  registerMutation,
  resendCodeMutation,
  resetPasswordMutation,
  verifyEmailMutation,
} from '@/api/generated/@tanstack/react-query.gen'
import type { LoginResponse, MeResponse } from '@/api/generated'
import { browserZone } from '@/lib/time'

export type Me = MeResponse

export const me = () => ({ ...meOptions(), staleTime: 5 * 60_000 })
export const signIn = loginMutation
export const finishSignIn = finishLoginMutation
export const signOut = logoutMutation
export const register = registerMutation
export const verifyEmail = verifyEmailMutation
export const resendCode = resendCodeMutation
export const forgotPassword = forgotPasswordMutation
export const resetPassword = resetPasswordMutation

/** The token for the second step, where the person has switched two-factor sign-in on. */
export function tokenForCode(begun: LoginResponse): string | undefined {
  return 'two_factor_required' in begun ? begun.token : undefined
}

/** The workspace in use: the oldest membership, as the API chooses without a header. */
export function currentWorkspace(person: Me): { id: string; name: string; zone: string; role: string } {
  const [workspace] = person.workspaces
  return workspace
    ? { id: workspace.id, name: workspace.name, zone: workspace.timezone, role: workspace.role }
    : { id: '', name: person.full_name, zone: browserZone(), role: '' }
}
