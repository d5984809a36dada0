import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem, sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { longDate, useZone } from '@/lib/time'
import { bringBack, leave, leaving, leavingKey } from './data'

const words = text.leaving

export function LeavingCard({ business }: { business: string }) {
  const query = useQuery(leaving())
  return (
    <Card title={words.title} lead={words.lead}>
      <QueryStates query={query} waiting={<SkeletonRows rows={1} />}>
        {({ leaves_at }) => (leaves_at ? <Leaving at={leaves_at} /> : <Leave business={business} />)}
      </QueryStates>
    </Card>
  )
}

function Leaving({ at }: { at: string }) {
  const zone = useZone()
  const queryClient = useQueryClient()
  const stay = useMutation({
    ...bringBack(),
    onSuccess: () => toast(words.isBack),
    onError: (error) => toast(sentenceOf(error), 'bad'),
    onSettled: () => queryClient.invalidateQueries(),
  })
  return (
    <Notice
      tone="warn"
      action={
        <Button kind="primary" busy={stay.isPending} onClick={() => stay.mutate({})}>
          {words.bringBack}
        </Button>
      }
    >
      {words.isLeaving(longDate(at, zone))}
    </Notice>
  )
}

function Leave({ business }: { business: string }) {
  const [name, setName] = useState('')
  const queryClient = useQueryClient()
  const go = useMutation({
    ...leave(),
    onSuccess: async () => {
      toast(words.begun)
      await queryClient.invalidateQueries({ queryKey: leavingKey() })
      await queryClient.invalidateQueries()
    },
  })
  const isWrong = go.error instanceof Problem && go.error.code === 'not_confirmed'
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        go.mutate({ body: { name } })
      }}
    >
      {go.error && !isWrong && <Notice tone="bad">{sentenceOf(go.error)}</Notice>}
      <TextField
        label={words.name(business)}
        autoComplete="off"
        value={name}
        error={isWrong ? sentenceOf(go.error) : undefined}
        onChange={({ target }) => setName(target.value)}
      />
      <div>
        <Button type="submit" kind="danger" busy={go.isPending}>
          {words.submit}
        </Button>
      </div>
    </form>
  )
}
