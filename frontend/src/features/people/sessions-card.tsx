import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { shortWhen, useZone } from '@/lib/time'
import { endOtherSessions, endSession, sessionKeys, sessionList, type Session } from './security-queries'

const words = text.sessions

export function SessionsCard() {
  const query = useQuery(sessionList())
  return (
    <Card title={words.title} lead={words.lead}>
      <QueryStates query={query} waiting={<SkeletonRows rows={2} />}>
        {(sessions) => (
          <>
            <ul className="divide-y divide-line">
              {sessions.map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </ul>
            {sessions.length > 1 && <EndOthers />}
          </>
        )}
      </QueryStates>
    </Card>
  )
}

function SessionRow({ session }: { session: Session }) {
  const zone = useZone()
  const { device, address, created_at, last_seen_at, is_current } = session
  const end = useMutation({ ...endSession(), ...useAfterEnding(words.signedOut(device)) })
  const when = (instant: string) => shortWhen(instant, new Date(), zone)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0">
      <span className="min-w-0 flex-1 basis-48">
        <span className="block font-medium break-words">{device}</span>
        <span className="block text-small break-words text-ink-faint">
          {[address, words.signedIn(when(created_at)), words.lastSeen(when(last_seen_at))].filter(Boolean).join(' · ')}
        </span>
      </span>
      {is_current ? (
        <Badge tone="good">{words.here}</Badge>
      ) : (
        <Button
          busy={end.isPending}
          aria-label={words.signOutNamed(device, address)}
          onClick={() => end.mutate({ path: { session_id: session.id } })}
        >
          {words.signOut}
        </Button>
      )}
    </li>
  )
}

function EndOthers() {
  const end = useMutation({ ...endOtherSessions(), ...useAfterEnding(words.othersSignedOut) })
  return (
    <div className="border-t border-line pt-4">
      <ConfirmButton
        busy={end.isPending}
        title={words.signOutOthersAsk}
        body={words.signOutOthersBody}
        action={words.signOutOthers}
        onConfirm={() => end.mutate({})}
      >
        {words.signOutOthers}
      </ConfirmButton>
    </div>
  )
}

function useAfterEnding(done: string) {
  const queryClient = useQueryClient()
  return {
    onSuccess: () => toast(done),
    onError: (error: unknown) => toast(sentenceOf(error), 'bad'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionKeys() }),
  }
}
