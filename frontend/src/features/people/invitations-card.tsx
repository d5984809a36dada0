import { useQuery } from '@tanstack/react-query'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { longDate, useZone } from '@/lib/time'
import { InviteForm } from './invite-form'
import { invitationList, resend, useTeamChange, withdraw, type Invitation } from './team-queries'

const words = text.invitations

/** Bring somebody in, and see who has not come yet. */
export function InvitationsCard({ myRole }: { myRole: string }) {
  const query = useQuery(invitationList())
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid grid-cols-1 gap-5">
        <InviteForm isOwner={myRole === 'owner'} />
        <section aria-label={words.pending} className="border-t border-line pt-4">
          <QueryStates
            query={query}
            waiting={<SkeletonRows rows={1} />}
            empty={<p className="text-small text-ink-faint">{words.none}</p>}
          >
            {(invitations) => (
              <ul className="divide-y divide-line">
                {invitations.map((invitation) => (
                  <InvitationRow
                    key={invitation.id}
                    invitation={invitation}
                    mayChange={myRole === 'owner' || invitation.role !== 'owner'}
                  />
                ))}
              </ul>
            )}
          </QueryStates>
        </section>
      </div>
    </Card>
  )
}

function InvitationRow({ invitation, mayChange }: { invitation: Invitation; mayChange: boolean }) {
  const zone = useZone()
  const { email, role, expires_at } = invitation
  const hasExpired = new Date(expires_at) <= new Date()
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0">
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-medium wrap-anywhere">{email}</p>
        <p className="flex flex-wrap items-center gap-x-2 text-small text-ink-faint">
          {text.roles[role]}
          {hasExpired ? <Badge tone="warn">{words.expired}</Badge> : <span>· {words.until(longDate(expires_at, zone))}</span>}
        </p>
      </div>
      {mayChange && <Actions invitation={invitation} />}
    </li>
  )
}

function Actions({ invitation: { id, email } }: { invitation: Invitation }) {
  const path = { invitation_id: id }
  const sayWhy = (error: unknown) => toast(sentenceOf(error), 'bad')
  const again = useTeamChange({ ...resend(), onSuccess: () => toast(words.sent(email)), onError: sayWhy })
  const back = useTeamChange({ ...withdraw(), onSuccess: () => toast(words.withdrawn(email)), onError: sayWhy })
  return (
    <div className="flex gap-1">
      <Button
        kind="quiet"
        busy={again.isPending}
        aria-label={words.resendNamed(email)}
        onClick={() => again.mutate({ path })}
      >
        {words.resend}
      </Button>
      <ConfirmButton
        kind="quiet"
        busy={back.isPending}
        aria-label={words.withdrawNamed(email)}
        title={words.withdrawAsk(email)}
        body={words.withdrawBody}
        action={words.withdraw}
        onConfirm={() => back.mutate({ path })}
      >
        {words.withdraw}
      </ConfirmButton>
    </div>
  )
}
