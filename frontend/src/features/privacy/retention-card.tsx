import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { SelectField } from '@/components/field'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { changeRetention, retention, retentionKey } from './data'

const words = text.retention
const CHOICES = [1, 3, 6, 12, 24, 36, 60, 120]

export function RetentionCard({ mayChange }: { mayChange: boolean }) {
  const query = useQuery(retention())
  return (
    <Card title={words.title} lead={words.lead}>
      <QueryStates query={query} waiting={<SkeletonRows rows={1} />}>
        {({ months }) => <Choice key={months} kept={months} mayChange={mayChange} />}
      </QueryStates>
    </Card>
  )
}

function Choice({ kept, mayChange }: { kept: number | null; mayChange: boolean }) {
  const [months, setMonths] = useState(kept)
  const queryClient = useQueryClient()
  const change = useMutation({
    ...changeRetention(),
    onSuccess: (saved) => {
      queryClient.setQueryData(retentionKey(), saved)
      toast(words.saved)
    },
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  const save = () => change.mutate({ body: { months } })
  const isShorter = months !== null && (kept === null || months < kept)
  const choices = kept === null || CHOICES.includes(kept) ? CHOICES : [...CHOICES, kept].toSorted((a, b) => a - b)
  return (
    <div className="grid gap-4">
      <SelectField
        label={words.label}
        value={months ?? ''}
        disabled={!mayChange}
        onChange={({ target }) => setMonths(target.value ? Number(target.value) : null)}
      >
        <option value="">{words.always}</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {words.months(choice)}
          </option>
        ))}
      </SelectField>
      {mayChange && months !== kept && (
        <div>
          {isShorter ? (
            <ConfirmButton
              kind="primary"
              busy={change.isPending}
              title={words.shorterAsk(words.months(months))}
              body={words.shorterBody}
              action={text.common.save}
              onConfirm={save}
            >
              {text.common.save}
            </ConfirmButton>
          ) : (
            <Button kind="primary" busy={change.isPending} onClick={save}>
              {text.common.save}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
