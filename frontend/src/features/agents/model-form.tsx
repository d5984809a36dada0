import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useForm, useWatch } from 'react-hook-form'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { SelectField, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { providers, setModel, type Agent, type Provider } from './queries'
import { modelChoice } from './schemas'
import { useAgentChange } from './use-agent-change'

const words = text.agents

export function ModelForm({ agent }: { agent: Agent }) {
  const query = useQuery(providers())
  return (
    <QueryStates query={query} waiting={<SkeletonRows rows={2} className="h-12" />}>
      {(choices) => <Form agent={agent} choices={choices} />}
    </QueryStates>
  )
}

function Form({ agent, choices }: { agent: Agent; choices: Provider[] }) {
  const config = agent.llm_config
  const form = useForm({
    resolver: zodResolver(modelChoice),
    values: {
      provider: config.provider ?? '',
      model: config.model ?? '',
      base_url: config.base_url ?? '',
      api_key: '',
    },
    resetOptions: { keepDirtyValues: true },
  })
  const save = useAgentChange(setModel(), () => {
    form.reset(form.getValues())
    form.resetField('api_key', { defaultValue: '' })
    toast(text.common.saved)
  })
  const chosenName = useWatch({ control: form.control, name: 'provider' })
  const provider = choices.find(({ name }) => name === chosenName)
  const ownKey = Boolean(provider && (!provider.configured || provider.needs_base_url || config.has_api_key))
  const keyKept = config.has_api_key && provider?.name === config.provider
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={form.handleSubmit(({ provider: chosen, model, base_url, api_key }) =>
        save.mutate({
          path: { agent_id: agent.id },
          body: {
            provider: chosen || null,
            model: model || null,
            ...(provider?.needs_base_url && { base_url: base_url || null }),
            ...(api_key && { api_key }),
          },
        }),
      )}
    >
      {save.error && <Notice tone="bad">{sentenceOf(save.error)}</Notice>}
      <SelectField label={words.provider} {...form.register('provider')}>
        <option value="">{words.providerDefault}</option>
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
          autoComplete="off"
          spellCheck={false}
          {...form.register('model')}
        />
      )}
      {provider?.needs_base_url && (
        <TextField
          label={words.baseUrl}
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
          type="password"
          autoComplete="off"
          {...form.register('api_key')}
        />
      )}
      <div>
        <Button type="submit" busy={save.isPending} disabled={!form.formState.isDirty}>
          {text.common.save}
        </Button>
      </div>
    </form>
  )
}
