import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { documentKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { Badge, type Tone } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { clockTime, longDate, useZone } from '@/lib/time'
import { RefreshField } from './add-site'
import { changeSite, deleteSite, readSiteAgain, siteDetail, type Site, type SitePage } from './site-queries'

const words = text.sites
const tones: Record<Site['status'], Tone> = { queued: 'calm', reading: 'warn', indexing: 'warn', ready: 'good', failed: 'bad' }
const pageTones: Record<SitePage['status'], Tone> = { waiting: 'calm', read: 'good', skipped: 'calm', failed: 'bad' }

type Props = { agentId: string; site: Site }

/** One site: how far it is, what became of its pages, and what can be done with it. */
export function SiteCard({ agentId, site }: Props) {
  const [open, setOpen] = useState(false)
  const { url, status, reason, progress } = site
  const isUnderWay = status === 'queued' || status === 'reading' || status === 'indexing'
  return (
    <li className="grid gap-2 py-4 text-small first:pt-0 last:pb-0">
      <div className="flex items-start justify-between gap-3">
        <p className="min-w-0 font-medium break-all">{url}</p>
        <Badge tone={tones[status]}>{words.status[status]}</Badge>
      </div>
      <p className="text-ink-faint">
        <Counts site={site} />
      </p>
      {isUnderWay && (
        <progress
          aria-label={words.progressOf(url)}
          max={1}
          value={progress}
          className="block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
        />
      )}
      {reason && <p className={status === 'failed' ? 'text-bad' : 'text-warn'}>{reason.text}</p>}
      <Actions agentId={agentId} site={site} isUnderWay={isUnderWay} />
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="min-h-10 cursor-pointer py-2 text-ink-soft">{words.showPages}</summary>
        {open && <Pages agentId={agentId} site={site} />}
      </details>
    </li>
  )
}

function Counts({ site }: { site: Site }) {
  const zone = useZone()
  const when = (instant: string) => `${longDate(instant, zone)}, ${clockTime(instant, zone)}`
  const times = [
    site.last_read_at && words.lastRead(when(site.last_read_at)),
    site.next_read_at && words.nextRead(when(site.next_read_at)),
  ].filter(Boolean)
  return (
    <>
      {site.whole_site ? words.pages(site.pages_found) : words.onePage}
      {site.pages_found > 0 && `: ${words.counts(site.pages_read, site.pages_skipped, site.pages_failed)}`}
      {times.length > 0 && <span className="block">{times.join(', ')}</span>}
    </>
  )
}

function Actions({ agentId, site: { id, url, refresh }, isUnderWay }: Props & { isUnderWay: boolean }) {
  const queryClient = useQueryClient()
  const shared = {
    onError: (error: unknown) => toast(sentenceOf(error), 'bad'),
    onSettled: () => Promise.all(documentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  }
  const again = useMutation({ ...readSiteAgain(), ...shared })
  const change = useMutation({ ...changeSite(), ...shared })
  const remove = useMutation({ ...deleteSite(), ...shared, onSuccess: () => toast(words.removed(url)) })
  const path = { agent_id: agentId, site_id: id }
  return (
    <div className="flex flex-wrap items-end gap-2">
      <RefreshField value={refresh} onChoose={(chosen) => change.mutate({ path, body: { refresh: chosen } })} />
      <Button busy={again.isPending} disabled={isUnderWay} onClick={() => again.mutate({ path })}>
        {!again.isPending && <RefreshCw aria-hidden="true" className="size-4" />}
        {words.readAgain}
      </Button>
      <ConfirmButton
        kind="icon"
        aria-label={words.remove(url)}
        busy={remove.isPending}
        title={words.removeAsk(url)}
        body={words.removeBody}
        action={text.common.delete}
        onConfirm={() => remove.mutate({ path })}
      >
        {!remove.isPending && <Trash2 aria-hidden="true" className="size-4" />}
      </ConfirmButton>
    </div>
  )
}

function Pages({ agentId, site }: Props) {
  const query = useQuery(siteDetail(agentId, site.id))
  return (
    <QueryStates
      query={query}
      waiting={<SkeletonRows rows={2} className="h-8" />}
      isEmpty={({ pages }) => pages.length === 0}
      empty={<p className="text-ink-faint">{words.noPages}</p>}
    >
      {({ pages }) => (
        <ul aria-label={words.pagesOf(site.url)} className="grid gap-2">
          {pages.map((page) => (
            <PageRow key={page.id} page={page} />
          ))}
        </ul>
      )}
    </QueryStates>
  )
}

function PageRow({ page: { url, title, status, reason } }: { page: SitePage }) {
  const isUnchanged = reason?.code === 'unchanged'
  return (
    <li className="flex items-start justify-between gap-3">
      <div className="min-w-0">
        <a href={url} target="_blank" rel="noreferrer noopener" className="break-all underline underline-offset-2">
          {title || url}
        </a>
        {reason && !isUnchanged && <p className="text-ink-faint">{reason.text}</p>}
      </div>
      <Badge tone={isUnchanged ? 'good' : pageTones[status]}>
        {isUnchanged ? words.unchanged : words.pageStatus[status]}
      </Badge>
    </li>
  )
}
