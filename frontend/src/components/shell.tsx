import { Link } from '@tanstack/react-router'
import { Bot, CalendarDays, ChevronDown, HandHelping, MessagesSquare } from 'lucide-react'
import { lazy, Suspense, useId, type ReactNode } from 'react'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { Badge } from './badge'
import { Mark } from './brand'
import type { Person } from './workspace-menu'

// What a menu holds comes after the page.
const WorkspaceMenu = lazy(() => import('./workspace-menu').then((file) => ({ default: file.WorkspaceMenu })))

const places = [
  { to: '/conversations', label: text.shell.conversations, icon: MessagesSquare },
  { to: '/escalations', label: text.shell.escalations, icon: HandHelping },
  { to: '/appointments', label: text.shell.appointments, icon: CalendarDays },
  { to: '/agents', label: text.shell.agents, icon: Bot },
] as const

type Live = 'connecting' | 'live' | 'polling'
type Props = {
  workspace: string
  person: Person
  live: Live
  /** How many customers wait for a person, in words; nothing when nobody does. */
  waiting: string | undefined
  onSignOut: () => void
  children: ReactNode
}

/** The frame around every signed-in screen: a side bar on a desk, bars above and below on a phone. */
export function Shell({ workspace, person, live, waiting, onSignOut, children }: Props) {
  return (
    <div className="frame">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-control bg-accent px-4 py-2 text-small font-medium text-on-accent focus:translate-y-0"
      >
        {text.skipToContent}
      </a>
      <header className="min-w-0 px-2 py-1.5 [grid-area:head] md:px-3 md:py-3">
        <Workspace workspace={workspace} person={person} onSignOut={onSignOut} />
      </header>
      <nav
        aria-label={text.shell.navigation}
        className="border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] [grid-area:nav] md:border-0 md:bg-transparent md:px-3 md:pt-2"
      >
        <ul className="grid grid-cols-4 md:grid-cols-1 md:gap-1">
          {places.map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                className="nav-place"
              >
                <Icon aria-hidden="true" className="size-5" />
                {label}
                {to === '/escalations' && waiting && (
                  <span className="absolute top-1 left-1/2 ml-1.5 md:static md:ml-auto">
                    <Badge tone="warn">
                      <span className="sr-only">{text.shell.waiting(waiting)}</span>
                      <span aria-hidden="true">{waiting}</span>
                    </Badge>
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main
        id="content"
        tabIndex={-1}
        className="overflow-y-auto border-line outline-none [grid-area:main] max-md:border-t md:border-l"
      >
        {children}
      </main>
      <LiveDot state={live} />
    </div>
  )
}

function LiveDot({ state }: { state: Live }) {
  return (
    <p
      role="status"
      className="flex items-center gap-2 px-4 text-tiny text-ink-faint [grid-area:live] md:border-line md:px-6 md:py-4"
    >
      <span
        aria-hidden="true"
        className={cx('size-2 rounded-full', state === 'live' ? 'bg-accent' : state === 'polling' ? 'bg-warn' : 'bg-line-strong')}
      />
      {text.shell[state]}
    </p>
  )
}

function Workspace({ workspace, person, onSignOut }: Pick<Props, 'workspace' | 'person' | 'onSignOut'>) {
  const menu = useId()
  return (
    <>
      <button
        type="button"
        popoverTarget={menu}
        aria-label={`${workspace}, ${text.shell.userMenu}`}
        className="flex min-h-11 w-full min-w-0 items-center gap-2.5 rounded-control px-2 text-left hover:bg-sunken"
      >
        <Mark className="size-8 shrink-0" />
        <span className="min-w-0 truncate font-semibold tracking-tight">{workspace}</span>
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
      </button>
      <div
        id={menu}
        popover="auto"
        className="inset-auto top-14 left-3 m-0 w-72 rounded-card border border-line bg-surface p-2 text-ink shadow-float md:top-16"
      >
        <Suspense>
          <WorkspaceMenu person={person} onSignOut={onSignOut} />
        </Suspense>
      </div>
    </>
  )
}
