import { Page } from '@/components/page'
import * as text from '@/i18n'
import { ExportCard } from './export-card'
import { LeavingCard } from './leaving-card'
import { RetentionCard } from './retention-card'

/** What is kept, how to take it along, and how to leave. The last two are the owner's. */
export function DataPage({ role, business }: { role: string; business: string }) {
  const isOwner = role === 'owner'
  return (
    <Page title={text.data.title} lead={text.data.lead}>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <RetentionCard mayChange={isOwner || role === 'admin'} />
        {isOwner && <ExportCard />}
        {isOwner && <LeavingCard business={business} />}
      </div>
    </Page>
  )
}
