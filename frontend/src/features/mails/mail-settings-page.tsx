import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Notice } from '@/components/notice'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { currentWorkspace, me } from '@/features/people/queries'
import * as text from '@/i18n'
import { BrandingForm } from './branding-form'
import { MailPreview } from './mail-preview'
import { branding, reminders, type Reminders } from './mail-settings-queries'
import { RemindersForm } from './reminders-form'

const words = text.mailSettings

/** How mails look, and what the business says by itself. */
export function MailSettingsPage() {
  const { data: person } = useSuspenseQuery(me())
  const { role } = currentWorkspace(person)
  const mayWrite = role === 'owner' || role === 'admin'
  const look = useQuery(branding())
  const chosen = useQuery(reminders())
  return (
    <Page title={words.title} lead={words.lead}>
      <div className="grid gap-5">
        {!mayWrite && <Notice>{words.onlyAdmins}</Notice>}
        <Card title={words.look} lead={words.lookLead}>
          <QueryStates query={look} waiting={<SkeletonRows rows={2} />}>
            {(kept) => <BrandingForm kept={kept} mayWrite={mayWrite} />}
          </QueryStates>
        </Card>
        <Card title={words.preview}>
          <MailPreview />
        </Card>
        <Card title={words.reminders} lead={words.remindersLead}>
          <QueryStates query={chosen} waiting={<SkeletonRows rows={3} />}>
            {(kept) => <RemindersForm kept={kept as Reminders} mayWrite={mayWrite} />}
          </QueryStates>
        </Card>
      </div>
    </Page>
  )
}
