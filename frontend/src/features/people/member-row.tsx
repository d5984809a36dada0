import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { ConfirmButton } from '@/components/confirm-button'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { longDate, useZone } from '@/lib/time'
import { RoleChoice } from './role-choice'
import { changeRole, remove, useTeamChange, type Member } from './team-queries'

const words = text.team

type Props = { member: Member; myId: string; myRole: string }

/** One member. Whoever may not change them sees their role as a word. */
export function MemberRow({ member, myId, myRole }: Props) {
  const zone = useZone()
  const { user_id, full_name, email, role, joined_at } = member
  const isMe = user_id === myId
  const mayChange = myRole === 'owner' || (myRole === 'admin' && role !== 'owner')
  const change = useTeamChange({
    ...changeRole(),
    onSuccess: (changed) => toast(words.roleChanged(full_name, text.roles[changed.role])),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0">
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          <span className="min-w-0 wrap-anywhere">{full_name}</span>
          {isMe && <Badge tone="good">{words.you}</Badge>}
        </p>
        <p className="text-small wrap-anywhere text-ink-faint">
          {email} · {words.joined(longDate(joined_at, zone))}
        </p>
      </div>
      {mayChange ? (
        <div className="flex items-center gap-1">
          <RoleChoice
            aria-label={words.roleOf(full_name)}
            isOwner={myRole === 'owner'}
            value={change.isPending ? change.variables.body.role : role}
            disabled={change.isPending}
            onChange={(chosen) => change.mutate({ path: { user_id }, body: { role: chosen } })}
          />
          {!isMe && <Remove member={member} />}
        </div>
      ) : (
        <Badge>{text.roles[role]}</Badge>
      )}
    </li>
  )
}

function Remove({ member: { user_id, full_name } }: { member: Member }) {
  const gone = useTeamChange({
    ...remove(),
    onSuccess: () => toast(words.removed(full_name)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  return (
    <ConfirmButton
      kind="quiet"
      busy={gone.isPending}
      aria-label={words.removeNamed(full_name)}
      title={words.removeAsk(full_name)}
      body={words.removeBody}
      action={words.remove}
      onConfirm={() => gone.mutate({ path: { user_id } })}
    >
      {words.remove}
    </ConfirmButton>
  )
}
