import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2 } from 'lucide-react'
import { accountKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { Badge, type Tone } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { EmptyState } from '@/components/empty-state'
import { Notice } from '@/components/notice'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { longDate, useZone } from '@/lib/time'
import { accountList, accountName, linkAddress, unlinkAccount, type Account } from './queries'

const words = text.accounts

/** `linked` and `error` come back with the browser from Meta's consent page. */
export function AccountsPage({ linked, error }: { linked?: string; error?: string }) {
  const query = useQuery(accountList())
  const link = useMutation({ ...linkAddress, onSuccess: (url) => window.location.assign(url) })
  const startLink = () => link.mutate()
  const start = (
    <Button kind="primary" busy={link.isPending || link.isSuccess} onClick={startLink}>
      <Link2 aria-hidden="true" className="size-4" />
      {words.link}
    </Button>
  )
  return (
    <Page title={words.title} lead={words.lead} actions={query.data?.length ? start : null}>
      <div className="grid gap-4">
        {linked && !error && <Notice tone="good">{words.linkedNotice}</Notice>}
        {error && <Notice tone="bad">{words.errors[error] ?? words.errorOther(error)}</Notice>}
        {link.error && <Notice tone="bad">{sentenceOf(link.error)}</Notice>}
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={2} className="h-24" />}
          empty={
            <Card>
              <EmptyState icon={Link2} title={words.emptyTitle} action={start}>
                {words.emptyBody}
              </EmptyState>
            </Card>
          }
        >
          {(accounts) => (
            <ul className="grid gap-3">
              {accounts.map((account) => (
                <AccountRow key={account.id} account={account} onLink={startLink} />
              ))}
            </ul>
          )}
        </QueryStates>
      </div>
    </Page>
  )
}

function AccountRow({ account, onLink }: { account: Account; onLink: () => void }) {
  const zone = useZone()
  const name = accountName(account, text.common.unnamedAccount)
  const { health, is_active, expires_at } = account
  const tone: Tone = !is_active ? 'calm' : health === 'ok' ? 'good' : health === 'restricted' ? 'warn' : 'bad'
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card border border-line bg-surface p-4 shadow-card sm:p-5">
      <span
        aria-hidden="true"
        className="grid size-11 shrink-0 place-items-center rounded-full bg-sunken text-lead font-medium text-ink-soft uppercase"
      >
        {name.replace('@', '').charAt(0)}
      </span>
      <span className="min-w-0 flex-1 basis-40">
        <span className="block truncate font-medium">{name}</span>
        <span className="block text-small text-ink-faint">
          {text.common.channel[account.channel] ?? account.channel}
          {is_active && expires_at && `. ${words.validUntil(longDate(expires_at, zone))}`}
        </span>
      </span>
      <Badge tone={tone}>{words.health[is_active ? health : 'unlinked'] ?? health}</Badge>
      {is_active && health !== 'reconnect' ? null : <Button onClick={onLink}>{words.linkAgain}</Button>}
      {is_active && <Unlink account={account} name={name} />}
    </li>
  )
}

function Unlink({ account, name }: { account: Account; name: string }) {
  const queryClient = useQueryClient()
  const unlink = useMutation({
    ...unlinkAccount(),
    onSuccess: () => toast(words.unlinked(name)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
    onSettled: () => Promise.all(accountKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
  return (
    <ConfirmButton
      kind="quiet"
      busy={unlink.isPending}
      aria-label={words.unlinkNamed(name)}
      title={words.unlinkAsk(name)}
      body={words.unlinkBody}
      action={words.unlink}
      onConfirm={() => unlink.mutate({ path: { account_id: account.id } })}
    >
      {words.unlink}
    </ConfirmButton>
  )
}
