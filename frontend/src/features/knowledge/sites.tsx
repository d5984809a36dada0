import { useQuery } from '@tanstack/react-query'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { AddSite } from './add-site'
import { SiteCard } from './site-card'
import { siteList } from './site-queries'

const words = text.sites

/** The web sites that one agent knows, and the way to add one. */
export function Sites({ agentId }: { agentId: string }) {
  const query = useQuery(siteList(agentId))
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid gap-5">
        <AddSite agentId={agentId} />
        <QueryStates query={query} waiting={<SkeletonRows rows={1} className="h-14" />} empty={<StartHere />}>
          {(sites) => (
            <ul aria-label={words.list} className="divide-y divide-line">
              {sites.map((site) => (
                <SiteCard key={site.id} agentId={agentId} site={site} />
              ))}
            </ul>
          )}
        </QueryStates>
      </div>
    </Card>
  )
}

function StartHere() {
  return (
    <div className="px-2 text-center text-small">
      <p className="font-medium">{words.emptyTitle}</p>
      <p className="text-ink-soft">{words.emptyBody}</p>
    </div>
  )
}
