import {
  forgotPasswordMutation,
  loginMutation,
  logoutMutation,
  meOptions,
  registerMutation,
  resendCodeMutation,
  resetPasswordMutation,
  verifyEmailMutation,
} from '@/api/generated/@tanstack/react-query.gen'
import type { MeResponse } from '@/api/generated'
import { browserZone } from '@/lib/time'

export type Me = MeResponse

export const me = () => ({ ...meOptions(), staleTime: 5 * 60_000 })
export const signIn = loginMutation
export const signOut = logoutMutation
export const register = registerMutation
export const verifyEmail = verifyEmailMutation
export const resendCode = resendCodeMutation
export const forgotPassword = forgotPasswordMutation
export const resetPassword = resetPasswordMutation

/** The workspace in use: the oldest membership, as the API chooses without a header. */
export function currentWorkspace(person: Me): { id: string; name: string; zone: string } {
  const [workspace] = person.workspaces
  return workspace
    ? { id: workspace.id, name: workspace.name, zone: workspace.timezone }
    : { id: '', name: person.full_name, zone: browserZone() }
}
