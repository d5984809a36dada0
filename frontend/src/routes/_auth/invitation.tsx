import { createFileRoute, redirect } from '@tanstack/react-router'
import { InvitationPage } from '@/features/people/invitation-page'
import { keepInvitation, keptInvitation } from '@/features/people/invitation-token'

export const Route = createFileRoute('/_auth/invitation')({
  // The token leaves the address at once, so that no history or screenshot keeps it.
  beforeLoad: ({ location }) => {
    if (location.hash) {
      keepInvitation(location.hash)
      throw redirect({ to: '/invitation', replace: true })
    }
  },
  component: Screen,
})

function Screen() {
  const token = keptInvitation()
  return <InvitationPage key={token} token={token} />
}
