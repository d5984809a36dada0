import { Link } from '@tanstack/react-router'
import {
  Archive,
  BadgeCheck,
  Clock,
  Link2,
  ListChecks,
  LogOut,
  Mail,
  MessageCircleQuestion,
  MessageSquareQuote,
  Scale,
  ScrollText,
  ShieldCheck,
  Users,
  Webhook,
} from 'lucide-react'
import * as text from '@/i18n'
import { WorkspaceChoice } from '@/features/people/workspace-choice'
import { ThemeChoice } from './theme-choice'

const fartherPlaces = [
  { to: '/accounts', label: text.shell.accounts, icon: Link2 },
  { to: '/booking-setup', label: text.shell.bookingSetup, icon: Clock },
  { to: '/team', label: text.shell.team, icon: Users },
  { to: '/canned-replies', label: text.shell.cannedReplies, icon: MessageSquareQuote },
  { to: '/facts', label: text.shell.facts, icon: BadgeCheck },
  { to: '/unanswered', label: text.shell.unanswered, icon: MessageCircleQuestion },
  { to: '/golden-questions', label: text.shell.golden, icon: ListChecks },
  { to: '/house-rules', label: text.shell.houseRules, icon: Scale },
  { to: '/emails', label: text.shell.emails, icon: Mail },
  { to: '/security', label: text.shell.security, icon: ShieldCheck },
  { to: '/webhooks', label: text.shell.webhooks, icon: Webhook },
  { to: '/audit', label: text.shell.audit, icon: ScrollText },
  { to: '/data', label: text.shell.data, icon: Archive },
] as const

export type Person = { full_name: string; email: string }

/** Who is signed in, how it looks, and the places one does not go to every day. */
export function WorkspaceMenu({ person, onSignOut }: { person: Person; onSignOut: () => void }) {
  return (
    <>
      <div className="px-3 pt-2 pb-3">
        <p className="truncate text-small font-medium">{person.full_name}</p>
        <p className="truncate text-small text-ink-faint">{person.email}</p>
      </div>
      <div className="border-y border-line px-3 py-3">
        <ThemeChoice />
      </div>
      <WorkspaceChoice />
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
    </>
  )
}
