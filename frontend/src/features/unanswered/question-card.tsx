import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { shortWhen, useZone } from '@/lib/time'
import { dismissQuestion, reopenQuestion, useQuestionChange, type Question } from './question-queries'

const words = text.unanswered
const AnswerForm = lazy(() => import('./answer-form').then((file) => ({ default: file.AnswerForm })))
const failed = (error: unknown) => toast(sentenceOf(error), 'bad')

type Props = { question: Question; mayWrite: boolean; onDecided: (question: Question) => void }

/** Questions that are alike, where they were asked, and the answer. */
export function QuestionCard({ question, mayWrite, onDecided }: Props) {
  const [answering, setAnswering] = useState(false)
  const zone = useZone()
  return (
    <li className="rounded-card border border-line bg-surface p-5 shadow-card sm:p-6">
      <article aria-label={question.question} className="grid gap-3">
        <header>
          <h2 className="font-semibold tracking-tight wrap-anywhere">{question.question}</h2>
          <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-small text-ink-soft">
            <Badge tone={question.times > 1 ? 'warn' : 'calm'}>{words.times(question.times)}</Badge>
            {question.is_test && <Badge>{words.test}</Badge>}
            {words.lastAsked(shortWhen(question.last_asked_at, new Date(), zone))}
          </p>
        </header>
        <ul aria-label={words.examples} className="grid gap-1 border-l-2 border-line pl-3 text-small text-ink-soft">
          {question.examples.map((example) => (
            <li key={example.asked_at + example.conversation_id} className="wrap-anywhere">
              <Link
                to="/conversations/$conversationId"
                params={{ conversationId: example.conversation_id }}
                title={words.open}
                className="underline-offset-4 hover:underline"
              >
                “{example.text}”
              </Link>
              {example.told_at && ` · ${words.told}`}
            </li>
          ))}
        </ul>
        {answering ? (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <AnswerForm
              asked={question}
              onDone={() => {
                setAnswering(false)
                onDecided(question)
              }}
              onCancel={() => setAnswering(false)}
            />
          </Suspense>
        ) : (
          mayWrite && <Actions question={question} onAnswer={() => setAnswering(true)} onDecided={onDecided} />
        )}
      </article>
    </li>
  )
}

type ActionsProps = { question: Question; onAnswer: () => void; onDecided: (question: Question) => void }

function Actions({ question, onAnswer, onDecided }: ActionsProps) {
  const path = { question_id: question.id }
  const dismiss = useQuestionChange({
    ...dismissQuestion(),
    onSuccess: () => {
      toast(words.dismissed)
      onDecided(question)
    },
    onError: failed,
  })
  const reopen = useQuestionChange({ ...reopenQuestion(), onSuccess: () => toast(words.undone), onError: failed })
  if (question.status === 'open')
    return (
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" aria-label={words.answerNamed(question.question)} onClick={onAnswer}>
          {words.answer}
        </Button>
        <Button
          kind="quiet"
          busy={dismiss.isPending}
          aria-label={words.dismissNamed(question.question)}
          onClick={() => dismiss.mutate({ path })}
        >
          {words.dismiss}
        </Button>
      </div>
    )
  const named = words.reopenNamed(question.question)
  return (
    <div>
      {question.fact_id ? (
        <ConfirmButton
          busy={reopen.isPending}
          aria-label={named}
          title={words.reopen}
          body={words.reopenBody}
          action={words.reopen}
          onConfirm={() => reopen.mutate({ path })}
        >
          {words.reopen}
        </ConfirmButton>
      ) : (
        <Button busy={reopen.isPending} aria-label={named} onClick={() => reopen.mutate({ path })}>
          {words.reopen}
        </Button>
      )}
    </div>
  )
}
