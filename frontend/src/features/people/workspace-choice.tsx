import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import * as text from '@/i18n'
import { chooseWorkspace } from '@/lib/workspace'
import { currentWorkspace, me } from './queries'

/** For who works in several businesses: which one it is now. */
export function WorkspaceChoice() {
  const { data: person } = useSuspenseQuery(me())
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { id: current } = currentWorkspace(person)
  if (person.workspaces.length < 2) return null

  async function goTo(id: string): Promise<void> {
    await navigate({ to: '/conversations' })
    chooseWorkspace(id)
    // Nothing that is known here holds there.
    await queryClient.resetQueries()
  }

  return (
    <ul aria-label={text.shell.workspaces} className="border-b border-line py-2">
      {person.workspaces.map(({ id, name }) => (
        <li key={id}>
          <button
            type="button"
            aria-current={id === current || undefined}
            onClick={({ currentTarget }) => {
              currentTarget.closest<HTMLElement>('[popover]')?.hidePopover?.()
              if (id !== current) void goTo(id)
            }}
            className="flex min-h-10 w-full items-center gap-3 rounded-control px-3 text-left text-small font-medium text-ink-soft hover:bg-sunken hover:text-ink aria-[current]:text-ink"
          >
            <span className="min-w-0 flex-1 truncate">{name}</span>
            {id === current && <Check aria-hidden="true" className="size-4 text-accent" />}
          </button>
        </li>
      ))}
    </ul>
  )
}
