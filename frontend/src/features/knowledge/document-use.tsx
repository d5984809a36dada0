import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { documentKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { setDocumentUse, type Document } from './queries'

const words = text.documentUse
const MOST_LABELS = 10
const LONGEST_LABEL = 40

type Props = { agentId: string; document: Document; onDone: () => void }

/** What a document is sorted by, and the days on which answers use it. */
export function DocumentUse({ agentId, document, onDone }: Props) {
  const { id, labels, valid_from, valid_until } = document
  const queryClient = useQueryClient()
  const [refused, setRefused] = useState<string>()
  const save = useMutation({
    ...setDocumentUse(),
    onSuccess: () => {
      toast(words.saved)
      onDone()
    },
    onSettled: () => Promise.all(documentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
  const form = useSmallForm(
    { labels: labels.join(', '), from: valid_from ?? '', until: valid_until ?? '' },
    { labels: labelsRefused, from: anything, until: anything },
    (values) => {
      const isTurned = values.from && values.until && values.until < values.from
      setRefused(isTurned ? words.turned : undefined)
      if (isTurned) return
      const body = { labels: listed(values.labels), valid_from: values.from || null, valid_until: values.until || null }
      save.mutate({ path: { agent_id: agentId, document_id: id }, body })
    },
  )
  const error = refused ?? (save.error ? sentenceOf(save.error) : undefined)
  return (
    <form noValidate className="mt-2 grid gap-3 rounded-control border border-line p-4" onSubmit={form.onSubmit}>
      {error && <Notice tone="bad">{error}</Notice>}
      <TextField {...form.field('labels')} ref={focusOnArrival} label={words.labels} hint={words.labelsHint} autoComplete="off" />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField {...form.field('from')} type="date" label={words.from} />
        <TextField {...form.field('until')} type="date" label={words.until} />
      </div>
      <p className="text-small text-ink-faint">{words.daysHint}</p>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={save.isPending}>
          {text.common.save}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}

const anything = () => undefined
const listed = (labels: string) => labels.split(',').flatMap((label) => label.trim() || [])

function labelsRefused(value: string): string | undefined {
  const labels = listed(value)
  if (labels.length > MOST_LABELS) return words.tooMany(MOST_LABELS)
  return labels.some((label) => label.length > LONGEST_LABEL) ? words.tooLong(LONGEST_LABEL) : undefined
}
