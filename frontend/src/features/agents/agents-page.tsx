import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bot, ChevronRight, Plus } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { EmptyState } from '@/components/empty-state'
import { Card, Page } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { accountList, accountName, type Account } from '@/features/accounts/queries'
import * as text from '@/i18n'
import { CreateAgent } from './create-agent'
import { agentList, type Agent } from './queries'

const words = text.agents

export function AgentsPage() {
  const query = useQuery(agentList())
  const accounts = useQuery(accountList())
  const [creating, setCreating] = useState(false)
  const start = (
    <Button kind="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" className="size-4" />
      {words.create}
    </Button>
  )
  const hasAgents = Boolean(query.data?.length)
  return (
    <Page title={words.title} lead={words.lead} actions={hasAgents && !creating && start}>
      {creating && (
        <div className="mb-6">
          <Card title={words.createTitle} lead={words.createLead}>
            <CreateAgent onCancel={() => setCreating(false)} />
          </Card>
        </div>
      )}
      <QueryStates
        query={query}
        waiting={<SkeletonRows rows={2} className="h-20" />}
        empty={
          creating ? null : (
            <Card>
              <EmptyState icon={Bot} title={words.emptyTitle} action={start}>
                {words.emptyBody}
              </EmptyState>
            </Card>
          )
        }
      >
        {(agents) => (
          <ul className="grid gap-3">
            {agents.map((agent) => (
              <AgentRow key={agent.id} agent={agent} accounts={accounts.data ?? []} />
            ))}
          </ul>
        )}
      </QueryStates>
    </Page>
  )
}

function AgentRow({ agent, accounts }: { agent: Agent; accounts: Account[] }) {
  const served = accounts.filter(({ id }) => agent.account_ids.includes(id))
  const names = served.map((account) => accountName(account, text.common.unnamedAccount)).join(', ')
  return (
    <li>
      <Link
        to="/agents/$agentId"
        params={{ agentId: agent.id }}
        className="flex items-center gap-4 rounded-card border border-line bg-surface p-4 shadow-card transition-colors hover:border-line-strong sm:p-5"
      >
        <span className="grid size-11 shrink-0 place-items-center rounded-full bg-accent-soft text-accent">
          <Bot aria-hidden="true" className="size-5.5" />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{agent.name}</span>
          <span className="block truncate text-small text-ink-faint">
            {agent.account_ids.length === 0 ? words.noAccount : names && words.answersFor(names)}
          </span>
        </span>
        <Badge tone={agent.is_active ? 'good' : 'calm'}>{agent.is_active ? words.on : words.off}</Badge>
        <ChevronRight aria-hidden="true" className="size-5 shrink-0 text-ink-faint" />
      </Link>
    </li>
  )
}
