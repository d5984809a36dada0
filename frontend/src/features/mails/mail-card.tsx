import { Link } from '@tanstack/react-router'
import { sentenceOf } from '@/api/problem'
import { Badge, type Tone } from '@/components/badge'
import { Button } from '@/components/button'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { longDate, clockTime, useZone } from '@/lib/time'
import { useSendAgain, type Mail, type MailStatus } from './mail-queries'

const words = text.mails
const tones: Record<MailStatus, Tone> = { queued: 'calm', sending: 'calm', sent: 'good', failed: 'bad', unknown: 'warn' }

/** One mail: its words, and the proof of what became of it. */
export function MailCard({ mail, maySend }: { mail: Mail; maySend: boolean }) {
  const zone = useZone()
  const again = useSendAgain()
  const { id, kind, subject, status, reason, conversation_id } = mail
  return (
    <li className="rounded-card border border-line bg-surface p-5 shadow-card sm:p-6">
      <article aria-label={subject} className="grid gap-3">
        <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="min-w-0 text-lead font-semibold tracking-tight wrap-anywhere">{subject}</h2>
          <Badge tone={tones[status]}>{words.status[status]}</Badge>
        </header>
        <p className="text-small text-ink-faint">
          {words.kinds[kind] && `${words.kinds[kind]} · `}
          {words.to(mail.to)} · {longDate(mail.created_at, zone)}, {clockTime(mail.created_at, zone)}
          {mail.attempts > 0 && ` · ${words.tries(mail.attempts)}`}
        </p>
        {reason && <p className="text-small text-ink-soft">{reason.text}</p>}
        <p className="text-small wrap-anywhere whitespace-pre-line">{mail.body}</p>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          {conversation_id && (
            <Link
              to="/conversations/$conversationId"
              params={{ conversationId: conversation_id }}
              className="inline-flex min-h-10 items-center text-small font-medium text-accent-strong underline-offset-4 hover:underline"
            >
              {words.conversation}
            </Link>
          )}
          {maySend && (status === 'failed' || status === 'unknown') && (
            <Button
              busy={again.isPending}
              aria-label={words.againNamed(subject)}
              onClick={() =>
                again.mutate(
                  { path: { mail_id: id } },
                  { onSuccess: () => toast(words.againDone), onError: (error) => toast(sentenceOf(error), 'bad') },
                )
              }
            >
              {words.again}
            </Button>
          )}
        </div>
      </article>
    </li>
  )
}
