import { createFileRoute, Outlet, useParams } from '@tanstack/react-router'
import { ConversationList } from '@/features/conversations/conversation-list'
import type { Filter, Status } from '@/features/conversations/queries'
import { cx } from '@/lib/cx'
import { word } from '@/lib/search-params'

const statuses: readonly unknown[] = ['active', 'escalated', 'resolved'] satisfies Status[]

export const Route = createFileRoute('/_app/conversations')({
  validateSearch: (search: Record<string, unknown>): Filter => ({
    status: statuses.includes(search.status) ? (search.status as Status) : undefined,
    q: word(search.q),
  }),
  component: Screen,
})

/** List and conversation side by side where there is room, else one at a time. */
function Screen() {
  const filter = Route.useSearch()
  const navigate = Route.useNavigate()
  const { conversationId } = useParams({ strict: false })
  return (
    <div className="grid h-full min-h-0 lg:grid-cols-[var(--spacing-list)_minmax(0,1fr)]">
      <div className={cx('min-h-0 border-line lg:block lg:border-r', conversationId && 'hidden')}>
        <ConversationList
          filter={filter}
          onFilter={(next) => void navigate({ to: '.', search: next, replace: true })}
          openId={conversationId}
        />
      </div>
      <div className={cx('min-h-0 bg-surface lg:block', !conversationId && 'hidden')}>
        <Outlet />
      </div>
    </div>
  )
}
