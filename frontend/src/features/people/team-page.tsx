import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { sentenceOf } from '@/api/problem'
import { ConfirmButton } from '@/components/confirm-button'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { chooseWorkspace } from '@/lib/workspace'
import { MemberRow } from './member-row'
import { currentWorkspace, me } from './queries'
import { memberList, remove, useTeamChange } from './team-queries'

const words = text.team
const InvitationsCard = lazy(() => import('./invitations-card').then((file) => ({ default: file.InvitationsCard })))

/** Who belongs to the business; and, for those who run it, who is invited. */
export function TeamPage() {
  const { data: person } = useSuspenseQuery(me())
  const { role, name } = currentWorkspace(person)
  const query = useQuery(memberList())
  return (
    <Page title={words.title} lead={words.lead}>
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[3fr_2fr]">
        <Card title={words.members}>
          <QueryStates query={query} waiting={<SkeletonRows rows={2} />}>
            {(members) => (
              <ul className="divide-y divide-line">
                {members.map((member) => (
                  <MemberRow key={member.user_id} member={member} myId={person.id} myRole={role} />
                ))}
              </ul>
            )}
          </QueryStates>
          <div className="mt-2 border-t border-line pt-4">
            <Leave business={name} myId={person.id} />
          </div>
        </Card>
        {(role === 'owner' || role === 'admin') && (
          <Suspense fallback={<SkeletonRows rows={2} className="h-40" />}>
            <InvitationsCard myRole={role} />
          </Suspense>
        )}
      </div>
    </Page>
  )
}

function Leave({ business, myId }: { business: string; myId: string }) {
  const queryClient = useQueryClient()
  const leave = useTeamChange({
    ...remove(),
    onSuccess: () => {
      chooseWorkspace(undefined)
      void queryClient.resetQueries()
    },
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  return (
    <ConfirmButton
      kind="quiet"
      busy={leave.isPending}
      title={words.leaveAsk(business)}
      body={words.leaveBody}
      action={words.leave}
      onConfirm={() => leave.mutate({ path: { user_id: myId } })}
    >
      {words.leave}
    </ConfirmButton>
  )
}
