import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BellRing } from 'lucide-react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { Notice } from '@/components/notice'
import { Card } from '@/components/page'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { endNotices } from '@/lib/notices'
import { pushKey, PushRefused, pushState, signUp, subscribe, unsubscribe } from './push'

const words = text.notices
const STATE = ['push state of this browser']

/** Whether this browser shows a notice when a customer needs a person. It asks for leave only when it is switched on. */
export function NoticesCard() {
  const queryClient = useQueryClient()
  const { data: state } = useQuery({ queryKey: STATE, queryFn: pushState })
  const subscribing = useMutation(subscribe())
  const unsubscribing = useMutation(unsubscribe())
  const turn = useMutation({
    mutationFn: async (on: boolean) => {
      if (on) {
        const { public_key } = await queryClient.fetchQuery(pushKey())
        await subscribing.mutateAsync({ body: await signUp(public_key) }).catch(async (refusal: unknown) => {
          await endNotices()
          throw refusal
        })
      } else {
        const endpoint = await endNotices()
        if (endpoint) await unsubscribing.mutateAsync({ body: { endpoint } })
      }
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: STATE }),
  })
  return (
    <Card title={words.title} lead={words.lead}>
      {state ? (
        <div className="grid gap-4">
          {turn.error && <Notice tone="bad">{turn.error instanceof PushRefused ? words[turn.error.why] : sentenceOf(turn.error)}</Notice>}
          {state === 'unsupported' || (state === 'denied' && !turn.error) ? <Notice tone="warn">{words[state]}</Notice> : null}
          {(state === 'on' || state === 'off') && (
            <div className="flex flex-wrap items-center justify-between gap-3">
              <p role="status" className="flex items-center gap-2 text-small">
                <BellRing aria-hidden="true" className="size-4 text-ink-faint" />
                {words[state]}
              </p>
              <Button busy={turn.isPending} onClick={() => turn.mutate(state === 'off')}>
                {state === 'on' ? words.turnOff : words.turnOn}
              </Button>
            </div>
          )}
        </div>
      ) : (
        <SkeletonRows rows={1} />
      )}
    </Card>
  )
}
