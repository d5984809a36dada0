import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { MessageCircleQuestion } from 'lucide-react'
import { useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { SelectField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import { currentWorkspace, me } from '@/features/people/queries'
import * as text from '@/i18n'
import { QuestionCard } from './question-card'
import { questionList, reopenQuestion, useQuestionChange, type Question, type Status } from './question-queries'

const words = text.unanswered
const statuses = Object.entries(words.shown) as [Status, string][]

/** What agents could not answer, for the owner to answer once. */
export function UnansweredPage() {
  const { data: person } = useSuspenseQuery(me())
  const { role } = currentWorkspace(person)
  const mayWrite = role === 'owner' || role === 'admin'
  const [status, setStatus] = useState<Status>('open')
  const [decided, setDecided] = useState<Question>()
  const query = useInfiniteQuery(questionList(status))
  return (
    <Page title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        <div className="sm:w-56">
          <SelectField label={words.show} value={status} onChange={({ target }) => setStatus(target.value as Status)}>
            {statuses.map(([each, label]) => (
              <option key={each} value={each}>
                {label}
              </option>
            ))}
          </SelectField>
        </div>
        {decided && <Undo question={decided} onDone={() => setDecided(undefined)} />}
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={3} className="h-36" />}
          empty={
            <Card>
              {status === 'open' ? (
                <EmptyState icon={MessageCircleQuestion} title={words.emptyTitle}>
                  {words.emptyBody}
                </EmptyState>
              ) : (
                <p className="text-small text-ink-soft">{words.emptyOther}</p>
              )}
            </Card>
          }
        >
          {(questions) => (
            <ul className="grid gap-4">
              {questions.map((question) => (
                <QuestionCard key={question.id} question={question} mayWrite={mayWrite} onDecided={setDecided} />
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
      </div>
    </Page>
  )
}

/** The way back from what was decided last. */
function Undo({ question, onDone }: { question: Question; onDone: () => void }) {
  const reopen = useQuestionChange({
    ...reopenQuestion(),
    onSuccess: () => {
      toast(words.undone)
      onDone()
    },
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  return (
    <Notice
      action={
        <Button kind="quiet" busy={reopen.isPending} onClick={() => reopen.mutate({ path: { question_id: question.id } })}>
          {words.undo}
        </Button>
      }
    >
      “{question.question}”
    </Notice>
  )
}
