import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Notice } from '@/components/notice'
import { Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { currentWorkspace, me } from '@/features/people/queries'
import * as text from '@/i18n'
import { RulesForm } from './rules-form'
import { rules } from './rules-queries'

const words = text.houseRules

/** What no agent says, and what it leaves to people. */
export function HouseRulesPage() {
  const { data: person } = useSuspenseQuery(me())
  const { role } = currentWorkspace(person)
  const mayWrite = role === 'owner' || role === 'admin'
  const query = useQuery(rules())
  return (
    <Page title={words.title} lead={words.lead}>
      {!mayWrite && <Notice>{words.onlyAdmins}</Notice>}
      <QueryStates query={query} waiting={<SkeletonRows rows={2} className="h-40" />}>
        {(kept) => <RulesForm kept={kept} mayWrite={mayWrite} />}
      </QueryStates>
    </Page>
  )
}
