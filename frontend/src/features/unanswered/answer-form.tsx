import { useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextArea, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Switch } from '@/components/switch'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { answerQuestion, useQuestionChange, type Question } from './question-queries'

const words = text.unanswered

/** The answer, under which question it is kept, and whether those who asked hear it. */
export function AnswerForm({ asked, onDone, onCancel }: { asked: Question; onDone: () => void; onCancel: () => void }) {
  const [tell, setTell] = useState(false)
  const answer = useQuestionChange({
    ...answerQuestion(),
    onSuccess: () => {
      toast(tell ? words.savedAndTold : words.saved)
      onDone()
    },
  })
  const form = useSmallForm(
    { question: asked.question.slice(0, 200), answer: '' },
    {
      question: (value) => (value.trim() ? undefined : words.questionMissing),
      answer: (value) => (value.trim() ? undefined : words.answerMissing),
    },
    (values) =>
      answer.mutate({
        path: { question_id: asked.id },
        body: { text: values.answer.trim(), question: values.question.trim(), tell_customers: tell },
      }),
  )
  const field = form.field('answer')
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      {answer.error && <Notice tone="bad">{sentenceOf(answer.error)}</Notice>}
      <TextArea
        name="answer"
        ref={focusOnArrival}
        value={field.value}
        error={field.error}
        onChange={({ target }) => form.set('answer', target.value)}
        label={words.yourAnswer}
        hint={words.yourAnswerHint}
        rows={3}
        maxLength={500}
      />
      <TextField {...form.field('question')} label={words.question} hint={words.questionHint} maxLength={200} autoComplete="off" />
      <Switch label={words.tell} hint={words.tellHint} checked={tell} onChange={setTell} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={answer.isPending}>
          {words.save}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}
