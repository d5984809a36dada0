import { lazy, Suspense, useState } from 'react'
import { Check, X } from 'lucide-react'
import { sentenceOf } from '@/api/problem'
import { Badge, type Tone } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { deleteQuestion, useGoldenChange, type GoldenQuestion, type Result } from './golden-queries'

const words = text.golden
const GoldenForm = lazy(() => import('./golden-form').then((file) => ({ default: file.GoldenForm })))
const tones: Record<Result['change'], Tone> = { new: 'calm', same: 'calm', better: 'good', worse: 'bad' }

type Props = { question: GoldenQuestion; result: Result | undefined; mayWrite: boolean }

/** One question, what has to be found, and what the last run found. */
export function GoldenCard({ question, result, mayWrite }: Props) {
  const [editing, setEditing] = useState(false)
  const told = new Map(result?.expected.map((each) => [each.text, each]))
  return (
    <li className="rounded-card border border-line bg-surface p-4 shadow-card sm:p-5">
      <article aria-label={question.question} className="grid gap-2">
        {editing ? (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <GoldenForm agentId={question.agent_id} kept={question} onDone={() => setEditing(false)} />
          </Suspense>
        ) : (
          <>
            <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h2 className="min-w-0 font-semibold tracking-tight wrap-anywhere">{question.question}</h2>
              {result && <Badge tone={tones[result.change]}>{words.changes[result.change]}</Badge>}
            </header>
            <ul className="grid gap-1 text-small">
              {question.expected.map((each) => (
                <Expected key={each} text={each} told={told.get(each)} />
              ))}
            </ul>
            {result?.answer && (
              <blockquote aria-label={words.answer} className="border-l-2 border-line pl-3 text-small wrap-anywhere whitespace-pre-line text-ink-soft">
                {result.answer}
              </blockquote>
            )}
            {mayWrite && <Actions question={question} onEdit={() => setEditing(true)} />}
          </>
        )}
      </article>
    </li>
  )
}

function Expected({ text: expected, told }: { text: string; told: Result['expected'][number] | undefined }) {
  const isGood = told?.found && told.said !== false
  const Icon = isGood ? Check : X
  return (
    <li className="flex items-start gap-2 wrap-anywhere">
      {told && <Icon aria-hidden="true" className={isGood ? 'mt-0.5 size-4 shrink-0 text-accent' : 'mt-0.5 size-4 shrink-0 text-bad'} />}
      <span>
        {expected} <span className="text-ink-faint">· {fate(told)}</span>
      </span>
    </li>
  )
}

function fate(told: Result['expected'][number] | undefined): string {
  if (!told) return words.notRun
  if (!told.found) return words.missing
  if (told.said === null) return words.found
  return told.said ? words.said : words.notSaid
}

function Actions({ question, onEdit }: { question: GoldenQuestion; onEdit: () => void }) {
  const remove = useGoldenChange({
    ...deleteQuestion(),
    onSuccess: () => toast(words.removed),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  return (
    <div className="flex flex-wrap gap-2">
      <Button aria-label={words.changeNamed(question.question)} onClick={onEdit}>
        {words.change}
      </Button>
      <ConfirmButton
        kind="quiet"
        busy={remove.isPending}
        aria-label={words.removeNamed(question.question)}
        title={words.removeAsk}
        body={words.removeBody}
        action={words.remove}
        onConfirm={() => remove.mutate({ path: { golden_question_id: question.id } })}
      >
        {words.remove}
      </ConfirmButton>
    </div>
  )
}
