import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextArea, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { changeQuestion, makeQuestion, useGoldenChange, type GoldenQuestion } from './golden-queries'

const words = text.golden

/** A question and, line by line, what has to be found for it. */
export function GoldenForm({ agentId, kept, onDone }: { agentId: string; kept?: GoldenQuestion; onDone: () => void }) {
  const done = {
    onSuccess: () => {
      toast(words.saved)
      onDone()
    },
  }
  const make = useGoldenChange({ ...makeQuestion(), ...done })
  const change = useGoldenChange({ ...changeQuestion(), ...done })
  const error = make.error ?? change.error
  const form = useSmallForm(
    { question: kept?.question ?? '', expected: kept?.expected.join('\n') ?? '' },
    {
      question: (value) => (value.trim() ? undefined : words.questionMissing),
      expected: (value) => (value.trim() ? undefined : words.expectedMissing),
    },
    ({ question, expected }) => {
      const lines = expected.split('\n').flatMap((line) => line.trim() || [])
      const body = { question: question.trim(), expected: lines }
      if (kept) change.mutate({ path: { golden_question_id: kept.id }, body })
      else make.mutate({ body: { ...body, agent_id: agentId } })
    },
  )
  const expected = form.field('expected')
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      {error && <Notice tone="bad">{sentenceOf(error)}</Notice>}
      <TextField {...form.field('question')} ref={focusOnArrival} label={words.question} maxLength={300} autoComplete="off" />
      <TextArea
        name="expected"
        value={expected.value}
        error={expected.error}
        onChange={({ target }) => form.set('expected', target.value)}
        label={words.expected}
        hint={words.expectedHint}
        rows={3}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={make.isPending || change.isPending}>
          {words.save}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}
