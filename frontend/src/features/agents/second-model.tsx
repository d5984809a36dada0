import { zodResolver } from '@hookform/resolvers/zod'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { ModelFields, valuesOf, wishOf } from './model-fields'
import { setModel, type Agent, type Provider } from './queries'
import { secondModel } from './schemas'
import { useAgentChange } from './use-agent-change'

const words = text.agents

type Props = { agent: Agent; choices: Provider[] }

/** The model that answers while the first is down: there need not be one. */
export function SecondModel({ agent, choices }: Props) {
  const [adding, setAdding] = useState(false)
  const close = () => setAdding(false)
  return (
    <section aria-labelledby="second-model" className="grid gap-4 border-t border-line pt-5">
      <div>
        <h3 id="second-model" className="text-small font-semibold">
          {words.secondTitle}
        </h3>
        <p className="text-small text-ink-faint">{words.secondLead}</p>
      </div>
      {agent.llm_config.second || adding ? (
        <Form agent={agent} choices={choices} onDone={close} />
      ) : (
        <div>
          <Button onClick={() => setAdding(true)}>
            <Plus aria-hidden="true" className="size-4" />
            {words.secondAdd}
          </Button>
        </div>
      )}
    </section>
  )
}

function Form({ agent, choices, onDone }: Props & { onDone: () => void }) {
  const { provider: first, second } = agent.llm_config
  const path = { agent_id: agent.id }
  const form = useForm({
    resolver: zodResolver(secondModel(choices, second)),
    values: valuesOf(second),
    resetOptions: { keepDirtyValues: true },
  })
  const save = useAgentChange(setModel(), () => {
    form.reset(form.getValues())
    form.resetField('api_key', { defaultValue: '' })
    toast(text.common.saved)
    onDone()
  })
  const remove = useAgentChange(setModel(), () => {
    toast(words.secondRemoved)
    onDone()
  })
  const refusal = save.error ?? remove.error
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={form.handleSubmit((values) => {
        const provider = choices.find(({ name }) => name === values.provider)
        const wish = { provider: values.provider, ...wishOf(values, provider) }
        save.mutate({ path, body: { provider: first, second: wish } })
      })}
    >
      {refusal && <Notice tone="bad">{sentenceOf(refusal)}</Notice>}
      <ModelFields
        form={form}
        choices={choices}
        chosen={second}
        noProvider={words.providerChoose}
        isJustAsked={!second}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={save.isPending} disabled={!form.formState.isDirty}>
          {text.common.save}
        </Button>
        {second ? (
          <ConfirmButton
            kind="quiet"
            busy={remove.isPending}
            title={words.secondRemoveAsk}
            body={words.secondRemoveBody}
            action={words.secondRemove}
            onConfirm={() => remove.mutate({ path, body: { provider: first, second: null } })}
          >
            {words.secondRemove}
          </ConfirmButton>
        ) : (
          <Button kind="quiet" onClick={onDone}>
            {text.common.cancel}
          </Button>
        )}
      </div>
    </form>
  )
}
