import { useMutation, useQueryClient } from '@tanstack/react-query'
import { documentKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextArea, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { addAnswers } from './queries'

const words = text.documents

/** A question that customers ask, and what the agent is to say: a document of one pair. */
export function AddAnswer({ agentId }: { agentId: string }) {
  const queryClient = useQueryClient()
  const add = useMutation({
    ...addAnswers(),
    onSuccess: () => {
      toast(words.answerAdded)
      form.set('question', '')
      form.set('answer', '')
    },
    onSettled: () => Promise.all(documentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
  const form = useSmallForm(
    { question: '', answer: '' },
    {
      question: (question) => (question.trim() ? undefined : words.questionMissing),
      answer: (answer) => (answer.trim() ? undefined : words.answerMissing),
    },
    ({ question, answer }) =>
      add.mutate({
        path: { agent_id: agentId },
        body: { title: question.trim().slice(0, 200), pairs: [{ question, answer }] },
      }),
  )
  return (
    <form noValidate onSubmit={form.onSubmit} className="grid gap-3">
      <TextField {...form.field('question')} label={words.question} placeholder={words.questionExample} maxLength={300} />
      <TextArea
        {...form.field('answer')}
        onChange={({ target }) => form.set('answer', target.value)}
        label={words.answer}
        rows={3}
        maxLength={2000}
      />
      {add.error && <Notice tone="bad">{sentenceOf(add.error)}</Notice>}
      <div>
        <Button type="submit" kind="primary" busy={add.isPending}>
          {words.addAnswer}
        </Button>
      </div>
    </form>
  )
}
