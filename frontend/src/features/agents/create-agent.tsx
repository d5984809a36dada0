import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { agentKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { createAgent } from './queries'

const words = text.agents

export function CreateAgent({ onCancel }: { onCancel: () => void }) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const create = useMutation({
    ...createAgent(),
    onSuccess: async (made) => {
      await Promise.all(agentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey })))
      await navigate({ to: '/agents/$agentId', params: { agentId: made.id } })
    },
  })
  const form = useSmallForm(
    { name: '' },
    { name: (name) => (name.trim() ? undefined : text.common.nameMissing) },
    (body) => create.mutate({ body }),
  )
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      {create.error && <Notice tone="bad">{sentenceOf(create.error)}</Notice>}
      <TextField
        label={words.name}
        placeholder={words.namePlaceholder}
        // The form opens because of a press on "New agent": the next thing to do is to type.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        {...form.field('name')}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={create.isPending}>
          {words.create}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}
