import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Outlet, redirect, useNavigate } from '@tanstack/react-router'
import { Problem } from '@/api/problem'
import { Shell } from '@/components/shell'
import { useLiveUpdates } from '@/features/events/use-live-updates'
import { currentWorkspace, me, signOut } from '@/features/people/queries'
import { ZoneContext } from '@/lib/time'

export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(me())
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { return_to: location.href } })
      }
      throw error
    }
  },
  component: SignedIn,
})

function SignedIn() {
  const { data: person } = useSuspenseQuery(me())
  const workspace = currentWorkspace(person)
  const live = useLiveUpdates(workspace.id)
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    ...signOut(),
    onSuccess: async () => {
      await navigate({ to: '/sign-in' })
      queryClient.clear()
    },
  })
  return (
    <ZoneContext value={workspace.zone}>
      <Shell workspace={workspace.name} person={person} live={live} onSignOut={() => leave.mutate({})}>
        <Outlet />
      </Shell>
    </ZoneContext>
  )
}
