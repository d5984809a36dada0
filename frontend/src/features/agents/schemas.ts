import * as z from 'zod/mini'
import * as text from '@/i18n'
import type { Agent, Provider } from './queries'

const words = text.agents

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

export type ModelChoice = z.infer<typeof modelChoice>

/**
 * A second model is needed when nobody looks: what it lacks is asked for now. `kept` is the one the agent has already,
 * whose key need not be typed again.
 */
export function secondModel(choices: Provider[], kept: Agent['llm_config']['second']) {
  const chosen = ({ provider }: ModelChoice) => choices.find(({ name }) => name === provider)
  const needsModel = (choice?: Provider) => choice && choice.name !== 'offline' && !choice.default_model
  const needsKey = (choice?: Provider) =>
    choice && !choice.configured && !choice.needs_base_url && !(kept?.has_api_key && kept.provider === choice.name)
  return z
    .extend(modelChoice, { provider: z.string().check(z.minLength(1, words.providerMissing)) })
    .check(
      z.refine((values) => values.model || !needsModel(chosen(values)), { path: ['model'], error: words.modelMissing }),
      z.refine((values) => values.base_url || !chosen(values)?.needs_base_url, {
        path: ['base_url'],
        error: words.baseUrlMissing,
      }),
      z.refine((values) => values.api_key || !needsKey(chosen(values)), {
        path: ['api_key'],
        error: words.apiKeyMissing,
      }),
    )
}
