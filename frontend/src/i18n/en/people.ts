export const signIn = {
  title: 'Sign in',
  lead: 'Good to see you. Your conversations are waiting.',
  email: 'Email',
  password: 'Password',
  submit: 'Sign in',
  forgot: 'Forgot your password?',
  noAccount: 'New here?',
  register: 'Create a workspace',
  badCredentials: 'That email and password do not match. Check both and try again.',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
}

export const register = {
  title: 'Create your workspace',
  lead: 'A few minutes from now, your agent can answer its first DM.',
  fullName: 'Your name',
  passwordHint: 'At least 10 characters.',
  submit: 'Create workspace',
  haveAccount: 'Already have an account?',
}

export const verify = {
  title: 'Check your email',
  lead: (email: string) => `We sent a six-digit code to ${email}. It works for five minutes.`,
  leadNoEmail: 'Enter the six-digit code from the email we sent you.',
  code: 'Six-digit code',
  submit: 'Confirm',
  resend: 'Send a new code',
  resent: 'A new code is on its way.',
  otherAddress: 'Use another address',
}

export const secondStep = {
  title: 'Enter your code',
  lead: 'Open your authenticator app and type the code it shows for Frontdesk.',
  recoveryLead: 'Type one of the recovery codes you kept. Each works once.',
  recovery: 'Recovery code',
  useRecovery: 'Use a recovery code',
  useApp: 'Use a code of the app',
  startAgain: 'Start again',
  codeMissing: 'Enter the code.',
}

export const forgot = {
  title: 'Reset your password',
  lead: 'Tell us your email. If we know it, we send a code.',
  submit: 'Send code',
  backToSignIn: 'Back to sign in',
}

export const reset = {
  title: 'Choose a new password',
  lead: 'If we know that address, a six-digit code is in its inbox.',
  newPassword: 'New password',
  submit: 'Change password',
  changed: 'Your password is changed. Everyone else is signed out.',
}

export const checks = {
  email: 'Enter a full email address, like ana@example.com.',
  passwordEmpty: 'Enter your password.',
  passwordShort: 'Use at least 10 characters.',
  passwordLong: 'Use at most 72 characters.',
  code: 'Enter all six digits.',
}
