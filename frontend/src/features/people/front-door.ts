import {
  finishLoginMutation,
  forgotPasswordMutation,
  loginMutation,
  registerMutation,
  resendCodeMutation,
  resetPasswordMutation,
  verifyEmailMutation,
} from '@/api/generated/@tanstack/react-query.gen'
import type { LoginResponse } from '@/api/generated'

export const signIn = loginMutation
export const finishSignIn = finishLoginMutation
export const register = registerMutation
export const verifyEmail = verifyEmailMutation
export const resendCode = resendCodeMutation
export const forgotPassword = forgotPasswordMutation
export const resetPassword = resetPasswordMutation

/** The token for the second step, where the person has switched two-factor sign-in on. */
export function tokenForCode(begun: LoginResponse): string | undefined {
  return 'two_factor_required' in begun ? begun.token : undefined
}
