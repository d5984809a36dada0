import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useState } from 'react'
import { currentWorkspace, me } from '@/features/people/queries'
import { automaticReplies, type AutomaticReply } from './queries'

const Card = lazy(() => import('./automatic-reply-card').then((file) => ({ default: file.AutomaticReplyCard })))

/** The question whether a text was an automatic reply, while one is open; one at a time. */
export function AutomaticReplies() {
  const { data: person } = useQuery(me())
  const { data: open = [] } = useQuery(automaticReplies())
  const [decided, setDecided] = useState<AutomaticReply>()
  const leave = useCallback(() => setDecided(undefined), [])
  const shown = decided ?? open[0]
  const mayDecide = person && currentWorkspace(person).role !== 'viewer'
  if (!shown || !mayDecide) return null
  return (
    <Suspense>
      <Card
        key={shown.id}
        reply={shown}
        more={open.filter(({ id }) => id !== shown.id).length}
        onDecided={setDecided}
        onLeave={leave}
      />
    </Suspense>
  )
}
