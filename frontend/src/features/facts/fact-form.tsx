import { useQuery } from '@tanstack/react-query'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { SelectField, TextArea, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { agentList } from '@/features/agents/queries'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import type { Fact, Wish } from './fact-queries'

const words = text.facts
const kinds = Object.entries(words.kinds) as [Fact['kind'], string][]

type Props = {
  fact?: Fact
  busy: boolean
  error: unknown
  onSubmit: (wish: Wish) => void
  onCancel: () => void
}

/** What is known of what, and by which agent. A price whose words change loses its amount. */
export function FactForm({ fact, busy, error, onSubmit, onCancel }: Props) {
  const { data: agents = [] } = useQuery(agentList())
  const form = useSmallForm(
    { kind: fact?.kind ?? 'price', name: fact?.name ?? '', value: fact?.value ?? '', agent: fact?.agent_id ?? '' },
    {
      kind: () => undefined,
      name: (value) => (value.trim() ? undefined : words.nameMissing),
      value: (value) => (value.trim() ? undefined : words.valueMissing),
      agent: () => undefined,
    },
    ({ kind, name, value, agent }) =>
      onSubmit({
        kind: kind as Fact['kind'],
        name: name.trim(),
        value: value.trim(),
        agent_id: agent || null,
        ...(fact && value.trim() === fact.value && { amount_minor: fact.amount_minor, currency: fact.currency }),
        language: fact?.language ?? null,
      }),
  )
  const value = form.field('value')
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      {Boolean(error) && <Notice tone="bad">{sentenceOf(error)}</Notice>}
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={words.kind}
          name="kind"
          value={form.values.kind}
          onChange={({ target }) => form.set('kind', target.value)}
        >
          {kinds.map(([kind, label]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={words.agent}
          name="agent"
          value={form.values.agent}
          onChange={({ target }) => form.set('agent', target.value)}
        >
          <option value="">{words.allAgents}</option>
          {agents.map((agent) => (
            <option key={agent.id} value={agent.id}>
              {agent.name}
            </option>
          ))}
        </SelectField>
      </div>
      <TextField {...form.field('name')} ref={focusOnArrival} label={words.name} hint={words.nameHint} maxLength={200} autoComplete="off" />
      <TextArea
        name="value"
        value={value.value}
        error={value.error}
        onChange={({ target }) => form.set('value', target.value)}
        label={words.value}
        hint={words.valueHint}
        rows={2}
        maxLength={500}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={busy}>
          {fact && fact.status !== 'approved' ? words.saveAndApprove : words.save}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}
