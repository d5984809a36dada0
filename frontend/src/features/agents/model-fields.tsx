import { useWatch, type UseFormReturn } from 'react-hook-form'
import { SelectField, TextField } from '@/components/field'
import * as text from '@/i18n'
import type { Provider } from './queries'
import type { ModelChoice } from './schemas'

const words = text.agents

/** A model as the agent has it now; null when none is chosen. */
export type Chosen = { provider: string | null; model: string | null; base_url: string | null; has_api_key: boolean } | null

export const valuesOf = (chosen: Chosen): ModelChoice => ({
  provider: chosen?.provider ?? '',
  model: chosen?.model ?? '',
  base_url: chosen?.base_url ?? '',
  api_key: '',
})

/** What the API is told about a choice. A key that was not typed again is left out, so that it stays. */
export const wishOf = ({ model, base_url, api_key }: ModelChoice, provider?: Provider) => ({
  model: model || null,
  ...(provider?.needs_base_url && { base_url: base_url || null }),
  ...(api_key && { api_key }),
})

type Props = {
  form: UseFormReturn<ModelChoice>
  choices: Provider[]
  chosen: Chosen
  noProvider: string
  /** The fields appeared because somebody pressed a button: the next thing to do is to choose. */
  isJustAsked?: boolean
}

/** Provider, and what that provider needs: model, address, key. `noProvider` is the option of an empty choice. */
export function ModelFields({ form, choices, chosen, noProvider, isJustAsked }: Props) {
  const { errors } = form.formState
  const name = useWatch({ control: form.control, name: 'provider' })
  const provider = choices.find((choice) => choice.name === name)
  const keyKept = Boolean(chosen?.has_api_key && provider?.name === chosen.provider)
  const ownKey = provider && (!provider.configured || provider.needs_base_url || keyKept)
  return (
    <>
      <SelectField
        label={words.provider}
        error={errors.provider?.message}
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={isJustAsked}
        {...form.register('provider')}
      >
        <option value="">{noProvider}</option>
        {choices.map(({ name, label, configured }) => (
          <option key={name} value={name}>
            {configured ? label : words.providerOff(label)}
          </option>
        ))}
      </SelectField>
      {provider && (
        <TextField
          label={words.model}
          hint={provider.default_model ? words.modelHint(provider.default_model) : undefined}
          error={errors.model?.message}
          autoComplete="off"
          spellCheck={false}
          {...form.register('model')}
        />
      )}
      {provider?.needs_base_url && (
        <TextField
          label={words.baseUrl}
          error={errors.base_url?.message}
          type="url"
          placeholder="https://"
          autoComplete="off"
          {...form.register('base_url')}
        />
      )}
      {ownKey && (
        <TextField
          label={words.apiKey}
          hint={keyKept ? words.apiKeyKept : words.providerNeedsKey}
          error={errors.api_key?.message}
          type="password"
          autoComplete="off"
          {...form.register('api_key')}
        />
      )}
    </>
  )
}
