import * as text from '@/i18n'
import type { Check } from '@/lib/form'

const words = text.checks

export const email: Check = (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? undefined : words.email)
export const fullName: Check = (value) => (value.trim() ? undefined : text.common.nameMissing)
export const knownPassword: Check = (value) => (value ? undefined : words.passwordEmpty)
export const code: Check = (value) => (/^\d{6}$/.test(value) ? undefined : words.code)

/** Six digits of the app, or a recovery code however it is typed. */
export const anyCode: Check = (value) =>
  /^(\d{6}|[a-z2-7]{16})$/i.test(value.replace(/[ -]/g, '')) ? undefined : text.secondStep.codeMissing

/** The API counts bytes, not letters: bcrypt reads 72 of them. */
export const newPassword: Check = (value) => {
  const bytes = new TextEncoder().encode(value).length
  return bytes < 10 ? words.passwordShort : bytes > 72 ? words.passwordLong : undefined
}
