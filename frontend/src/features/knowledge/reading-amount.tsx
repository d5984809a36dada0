import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { agentKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Card } from '@/components/page'
import { toast } from '@/components/toasts'
import { agent as agentQuery, updateAgent, type Agent } from '@/features/agents/queries'
import * as text from '@/i18n'
import { useSmallForm, type Check } from '@/lib/form'

const words = text.readingAmount
const MOST_PASSAGES = 10
const MOST_TOKENS = 4000

/** How much of what it knows the agent reads for one question. */
export function ReadingAmount({ agentId }: { agentId: string }) {
  const { data } = useQuery(agentQuery(agentId))
  if (data === undefined) return null
  return (
    <Card title={words.title} lead={words.lead}>
      <Amounts key={`${data.top_k} ${data.whole_knowledge_tokens}`} agent={data} />
    </Card>
  )
}

function Amounts({ agent: { id, top_k, whole_knowledge_tokens } }: { agent: Agent }) {
  const queryClient = useQueryClient()
  const save = useMutation({
    ...updateAgent(),
    onSuccess: () => toast(text.common.saved),
    onSettled: () => Promise.all(agentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
  const form = useSmallForm(
    { passages: String(top_k), tokens: String(whole_knowledge_tokens) },
    { passages: between(1, MOST_PASSAGES), tokens: between(0, MOST_TOKENS) },
    ({ passages, tokens }) =>
      save.mutate({ path: { agent_id: id }, body: { top_k: Number(passages), whole_knowledge_tokens: Number(tokens) } }),
  )
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      {save.error && <Notice tone="bad">{sentenceOf(save.error)}</Notice>}
      <TextField {...form.field('passages')} inputMode="numeric" autoComplete="off" label={words.passages} hint={words.passagesHint} />
      <TextField {...form.field('tokens')} inputMode="numeric" autoComplete="off" label={words.tokens} hint={words.tokensHint} />
      <div>
        <Button type="submit" busy={save.isPending}>
          {text.common.save}
        </Button>
      </div>
    </form>
  )
}

function between(least: number, most: number): Check {
  return (value) => (/^\d{1,5}$/.test(value.trim()) && Number(value) >= least && Number(value) <= most ? undefined : words.between(least, most))
}
