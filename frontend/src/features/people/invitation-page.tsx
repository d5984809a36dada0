import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { sentenceOf } from '@/api/problem'
import { Button, buttonLook } from '@/components/button'
import { Notice } from '@/components/notice'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { chooseWorkspace } from '@/lib/workspace'
import { AuthHeading } from './auth-frame'
import { forgetInvitation } from './invitation-token'
import { me, signOut } from './queries'
import { accept, invitation } from './team-queries'

const words = text.invitation
const HERE = '/invitation'

type Shown = { workspace_name: string; email: string; role: keyof typeof text.roles }

/** Where the link in the mail leads: what one is invited to, and the one step that comes next. */
export function InvitationPage({ token }: { token: string | undefined }) {
  return token ? <Invited token={token} /> : <Refused title={words.noTokenTitle} why={words.noToken} />
}

function Invited({ token }: { token: string }) {
  const shown = useQuery(invitation(token))
  const person = useQuery({ ...me(), retry: false })
  if (shown.error) return <Refused title={words.refusedTitle} why={sentenceOf(shown.error)} />
  if (!shown.data || person.isPending) return <Waiting />
  const { workspace_name, email, role } = shown.data
  return (
    <>
      <AuthHeading title={words.title(workspace_name)} lead={words.lead(email, text.roles[role])} />
      {!person.data ? (
        <Guest invited={shown.data} />
      ) : person.data.email === email ? (
        <Accept token={token} invited={shown.data} />
      ) : (
        <OtherPerson here={person.data.email} invited={email} />
      )}
    </>
  )
}

function Accept({ token, invited }: { token: string; invited: Shown }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const join = useMutation({
    ...accept(),
    onSuccess: async (workspace) => {
      forgetInvitation()
      chooseWorkspace(workspace.id)
      queryClient.clear()
      toast(words.joined(workspace.name))
      await navigate({ to: '/conversations' })
    },
  })
  return (
    <div className="grid gap-4">
      {join.error && <Notice tone="bad">{sentenceOf(join.error)}</Notice>}
      <p className="text-small text-ink-soft">{words.asPerson(invited.email)}</p>
      <Button kind="primary" busy={join.isPending} onClick={() => join.mutate({ body: { token } })}>
        {words.accept}
      </Button>
    </div>
  )
}

function Guest({ invited: { email } }: { invited: Shown }) {
  return (
    <div className="grid gap-3">
      <Link to="/sign-in" search={{ email, return_to: HERE }} className={buttonLook('primary')}>
        {words.signIn}
      </Link>
      <Link to="/register" search={{ email, return_to: HERE }} className={buttonLook('plain')}>
        {words.register}
      </Link>
      <p className="text-small text-ink-soft">{words.newcomer}</p>
    </div>
  )
}

function OtherPerson({ here, invited }: { here: string; invited: string }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    ...signOut(),
    onSuccess: async () => {
      await navigate({ to: '/sign-in', search: { email: invited, return_to: HERE } })
      queryClient.clear()
    },
  })
  return (
    <div className="grid gap-4">
      <Notice tone="warn">{words.otherPerson(here, invited)}</Notice>
      {leave.error && <Notice tone="bad">{sentenceOf(leave.error)}</Notice>}
      <Button busy={leave.isPending} onClick={() => leave.mutate({})}>
        {words.signOut}
      </Button>
    </div>
  )
}

function Refused({ title, why }: { title: string; why: string }) {
  return (
    <>
      <AuthHeading title={title} lead={why} />
      <Link to="/conversations" className={buttonLook('plain', 'w-full')}>
        {words.goOn}
      </Link>
    </>
  )
}

function Waiting() {
  return (
    <>
      <h1 className="sr-only">{words.waitingTitle}</h1>
      <SkeletonRows rows={2} />
    </>
  )
}
