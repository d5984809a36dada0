import * as z from 'zod/mini'
import * as text from '@/i18n'

export const voice = z.object({
  name: z.string().check(z.trim(), z.minLength(1, text.common.nameMissing)),
  system_context: z.string(),
  tone: z.string(),
})

export const modelChoice = z.object({
  provider: z.string(),
  model: z.string().check(z.trim()),
  base_url: z.string().check(z.trim()),
  api_key: z.string().check(z.trim()),
})
