import { useInfiniteQuery, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Bot, ListChecks, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { SelectField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import { agentList, type Agent } from '@/features/agents/queries'
import { currentWorkspace, me } from '@/features/people/queries'
import * as text from '@/i18n'
import { shortWhen, useZone } from '@/lib/time'
import { GoldenCard } from './golden-card'
import { lastRun, questionList, runQuestions, runResults, useGoldenChange } from './golden-queries'

const words = text.golden
const GoldenForm = lazy(() => import('./golden-form').then((file) => ({ default: file.GoldenForm })))

/** Questions an agent must be able to answer, and whether it finds what it needs. */
export function GoldenPage() {
  const query = useQuery(agentList())
  return (
    <Page title={words.title} lead={words.lead}>
      <QueryStates
        query={query}
        waiting={<SkeletonRows rows={3} className="h-28" />}
        empty={
          <Card>
            <EmptyState icon={Bot} title={words.noAgentTitle}>
              {words.noAgentBody}
            </EmptyState>
          </Card>
        }
      >
        {(agents) => <OfOneAgent agents={agents} />}
      </QueryStates>
    </Page>
  )
}

function OfOneAgent({ agents }: { agents: Agent[] }) {
  const [chosen, setChosen] = useState<string>()
  const agentId = chosen ?? agents[0]?.id ?? ''
  return (
    <div className="grid gap-4">
      {agents.length > 1 && (
        <div className="sm:w-72">
          <SelectField label={words.agent} value={agentId} onChange={({ target }) => setChosen(target.value)}>
            {agents.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
          </SelectField>
        </div>
      )}
      <Questions key={agentId} agentId={agentId} />
    </div>
  )
}

function Questions({ agentId }: { agentId: string }) {
  const { data: person } = useSuspenseQuery(me())
  const { role } = currentWorkspace(person)
  const mayWrite = role === 'owner' || role === 'admin'
  const [adding, setAdding] = useState(false)
  const query = useInfiniteQuery(questionList(agentId))
  const results = useResults(agentId)
  const start = mayWrite && !adding && (
    <Button kind="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" className="size-4" />
      {words.add}
    </Button>
  )
  return (
    <>
      {Boolean(query.data?.length) && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <LastRun agentId={agentId} mayWrite={mayWrite} />
          {start}
        </div>
      )}
      {adding && (
        <Card title={words.newTitle}>
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <GoldenForm agentId={agentId} onDone={() => setAdding(false)} />
          </Suspense>
        </Card>
      )}
      <QueryStates
        query={query}
        waiting={<SkeletonRows rows={3} className="h-28" />}
        empty={
          adding ? null : (
            <Card>
              <EmptyState icon={ListChecks} title={words.emptyTitle} action={start}>
                {words.emptyBody}
              </EmptyState>
            </Card>
          )
        }
      >
        {(questions) => (
          <ul className="grid gap-3">
            {questions.map((question) => (
              <GoldenCard
                key={question.id}
                question={question}
                result={results?.results.find((each) => each.question_id === question.id)}
                mayWrite={mayWrite}
              />
            ))}
          </ul>
        )}
      </QueryStates>
      {query.hasNextPage && (
        <div className="text-center">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text.common.loadMore}
          </Button>
        </div>
      )}
    </>
  )
}

/** What the newest run found; nothing while it is under way. */
function useResults(agentId: string) {
  const { data: run } = useQuery(lastRun(agentId))
  const { data } = useQuery({ ...runResults(run?.id ?? ''), enabled: run?.status === 'done' })
  return run?.status === 'done' ? data : undefined
}

function LastRun({ agentId, mayWrite }: { agentId: string; mayWrite: boolean }) {
  const { data: run } = useQuery(lastRun(agentId))
  const results = useResults(agentId)
  const zone = useZone()
  const start = useGoldenChange({ ...runQuestions(), onError: (error) => toast(sentenceOf(error), 'bad') })
  const busy = start.isPending || run?.status === 'queued' || run?.status === 'running'
  const expected = results?.results.flatMap((each) => each.expected) ?? []
  return (
    <div className="flex flex-wrap items-center gap-3 text-small text-ink-soft">
      {mayWrite && (
        <>
          <Button busy={busy} onClick={() => start.mutate({ body: { agent_id: agentId } })}>
            {busy ? words.running : words.run}
          </Button>
          {!busy && (
            <Button onClick={() => start.mutate({ body: { agent_id: agentId, with_answers: true } })}>{words.runWithAnswers}</Button>
          )}
        </>
      )}
      {run === null && words.never}
      {run?.status === 'failed' && <Notice tone="bad">{words.failed}</Notice>}
      {results &&
        words.ranAt(shortWhen(results.created_at, new Date(), zone), expected.filter((each) => each.found).length, expected.length)}
    </div>
  )
}
