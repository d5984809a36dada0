import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { Notice } from '@/components/notice'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { ModelFields, valuesOf, wishOf } from './model-fields'
import { providers, setModel, type Agent, type Provider } from './queries'
import { modelChoice } from './schemas'
import { SecondModel } from './second-model'
import { useAgentChange } from './use-agent-change'

/** The model that answers, and the one that does when the first is down. */
export function ModelForm({ agent }: { agent: Agent }) {
  const query = useQuery(providers())
  return (
    <QueryStates query={query} waiting={<SkeletonRows rows={2} className="h-12" />}>
      {(choices) => (
        <div className="grid gap-5">
          <FirstModel agent={agent} choices={choices} />
          <SecondModel agent={agent} choices={choices} />
        </div>
      )}
    </QueryStates>
  )
}

function FirstModel({ agent, choices }: { agent: Agent; choices: Provider[] }) {
  const form = useForm({
    resolver: zodResolver(modelChoice),
    values: valuesOf(agent.llm_config),
    resetOptions: { keepDirtyValues: true },
  })
  const save = useAgentChange(setModel(), () => {
    form.reset(form.getValues())
    form.resetField('api_key', { defaultValue: '' })
    toast(text.common.saved)
  })
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={form.handleSubmit((values) => {
        const provider = choices.find(({ name }) => name === values.provider)
        const body = { provider: values.provider || null, ...wishOf(values, provider) }
        save.mutate({ path: { agent_id: agent.id }, body })
      })}
    >
      {save.error && <Notice tone="bad">{sentenceOf(save.error)}</Notice>}
      <ModelFields form={form} choices={choices} chosen={agent.llm_config} noProvider={text.agents.providerDefault} />
      <div>
        <Button type="submit" busy={save.isPending} disabled={!form.formState.isDirty}>
          {text.common.save}
        </Button>
      </div>
    </form>
  )
}
