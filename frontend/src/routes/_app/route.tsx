import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Outlet, redirect, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Problem } from '@/api/problem'
import { Shell } from '@/components/shell'
import { MOST_COUNTED, openCount } from '@/features/escalations/queries'
import { useLiveUpdates } from '@/features/events/use-live-updates'
import { currentWorkspace, me, signOut } from '@/features/people/queries'
import { ZoneContext } from '@/lib/time'
import { forgetForeignChoice } from '@/lib/workspace'

export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    try {
      const { workspaces } = await context.queryClient.ensureQueryData(me())
      forgetForeignChoice(workspaces)
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
  const { data: open = 0 } = useQuery(openCount())
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  useEffect(() => {
    // They were taken out of the business they were at work in.
    if (forgetForeignChoice(person.workspaces)) void queryClient.resetQueries()
  }, [person, queryClient])
  const leave = useMutation({
    ...signOut(),
    onSuccess: async () => {
      await navigate({ to: '/sign-in' })
      queryClient.clear()
    },
  })
  return (
    <ZoneContext value={workspace.zone}>
      <Shell workspace={workspace.name} person={person} live={live} waiting={waitingOf(open)} onSignOut={() => leave.mutate({})}>
        <Outlet />
      </Shell>
    </ZoneContext>
  )
}

function waitingOf(open: number): string | undefined {
  if (open > MOST_COUNTED) return `${MOST_COUNTED}+`
  return open ? String(open) : undefined
}
