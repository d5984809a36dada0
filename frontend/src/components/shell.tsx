import { Link } from '@tanstack/react-router'
import { Archive, Bot, ChevronDown, Link2, LogOut, MessagesSquare, ScrollText, ShieldCheck, Webhook } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { Mark } from './brand'
import { ThemeChoice } from './theme-choice'

const places = [
  { to: '/conversations', label: text.shell.conversations, icon: MessagesSquare },
  { to: '/agents', label: text.shell.agents, icon: Bot },
  { to: '/accounts', label: text.shell.accounts, icon: Link2 },
] as const

const fartherPlaces = [
  { to: '/security', label: text.shell.security, icon: ShieldCheck },
  { to: '/webhooks', label: text.shell.webhooks, icon: Webhook },
  { to: '/audit', label: text.shell.audit, icon: ScrollText },
  { to: '/data', label: text.shell.data, icon: Archive },
] as const

type Live = 'connecting' | 'live' | 'polling'
type Person = { full_name: string; email: string }
type Props = { workspace: string; person: Person; live: Live; onSignOut: () => void; children: ReactNode }

/** The frame around every signed-in screen: a side bar on a desk, bars above and below on a phone. */
export function Shell({ workspace, person, live, onSignOut, children }: Props) {
  return (
    <div className="grid h-dvh grid-cols-[1fr_auto] grid-rows-[auto_minmax(0,1fr)_auto] [grid-template-areas:'head_live'_'main_main'_'nav_nav'] md:grid-cols-[var(--spacing-side)_minmax(0,1fr)] md:[grid-template-areas:'head_main'_'nav_main'_'live_main']">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-control bg-accent px-4 py-2 text-small font-medium text-on-accent focus:translate-y-0"
      >
        {text.skipToContent}
      </a>
      <header className="min-w-0 px-2 py-1.5 [grid-area:head] md:px-3 md:py-3">
        <WorkspaceMenu workspace={workspace} person={person} onSignOut={onSignOut} />
      </header>
      <nav
        aria-label={text.shell.navigation}
        className="border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] [grid-area:nav] md:border-0 md:bg-transparent md:px-3 md:pt-2"
      >
        <ul className="grid grid-cols-3 md:grid-cols-1 md:gap-1">
          {places.map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                className="flex min-h-14 flex-col items-center justify-center gap-1 text-tiny font-medium text-ink-soft transition-colors hover:text-ink data-[status=active]:text-accent md:min-h-10 md:flex-row md:justify-start md:gap-3 md:rounded-control md:px-3 md:text-small md:hover:bg-sunken md:data-[status=active]:bg-accent-soft md:data-[status=active]:text-accent-strong"
              >
                <Icon aria-hidden="true" className="size-5" />
                {label}
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

function WorkspaceMenu({ workspace, person, onSignOut }: Pick<Props, 'workspace' | 'person' | 'onSignOut'>) {
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
        <div className="px-3 pt-2 pb-3">
          <p className="truncate text-small font-medium">{person.full_name}</p>
          <p className="truncate text-small text-ink-faint">{person.email}</p>
        </div>
        <div className="border-y border-line px-3 py-3">
          <ThemeChoice />
        </div>
        <div className="h-2" />
        {fartherPlaces.map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            onClick={({ currentTarget }) => currentTarget.closest<HTMLElement>('[popover]')?.hidePopover?.()}
            className="flex min-h-10 w-full items-center gap-3 rounded-control px-3 text-small font-medium text-ink-soft hover:bg-sunken hover:text-ink"
          >
            <Icon aria-hidden="true" className="size-4" />
            {label}
          </Link>
        ))}
        <button
          type="button"
          onClick={onSignOut}
          className="flex min-h-10 w-full items-center gap-3 rounded-control px-3 text-small font-medium text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <LogOut aria-hidden="true" className="size-4" />
          {text.shell.signOut}
        </button>
      </div>
    </>
  )
}
