import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextArea, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { updateAgent, type Agent } from './queries'
import { voice } from './schemas'
import { useAgentChange } from './use-agent-change'

const words = text.agents

export function VoiceForm({ agent }: { agent: Agent }) {
  const { name, system_context, tone } = agent
  const form = useForm({
    resolver: zodResolver(voice),
    values: { name, system_context: system_context ?? '', tone: tone ?? '' },
    // A hint from elsewhere must not take away what someone is typing.
    resetOptions: { keepDirtyValues: true },
  })
  const save = useAgentChange(updateAgent(), () => toast(text.common.saved))
  const { errors, isDirty } = form.formState
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={form.handleSubmit((body) =>
        save.mutate({ path: { agent_id: agent.id }, body }, { onSuccess: () => form.reset(body) }),
      )}
    >
      {save.error && <Notice tone="bad">{sentenceOf(save.error)}</Notice>}
      <TextField label={words.name} error={errors.name?.message} {...form.register('name')} />
      <TextArea label={words.context} hint={words.contextHint} rows={5} {...form.register('system_context')} />
      <TextField label={words.tone} hint={words.toneHint} {...form.register('tone')} />
      <div>
        <Button type="submit" kind="primary" busy={save.isPending} disabled={!isDirty}>
          {text.common.save}
        </Button>
      </div>
    </form>
  )
}
