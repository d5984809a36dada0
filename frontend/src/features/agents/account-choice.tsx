import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { sentenceOf } from '@/api/problem'
import { buttonLook } from '@/components/button'
import { Notice } from '@/components/notice'
import { QueryStates } from '@/components/query-states'
import { Skeleton } from '@/components/skeleton'
import { Switch } from '@/components/switch'
import { toast } from '@/components/toasts'
import { accountList, accountName, type Account } from '@/features/accounts/queries'
import * as text from '@/i18n'
import { setAccounts, type Agent } from './queries'
import { useAgentChange } from './use-agent-change'

const words = text.agents

/** Which linked accounts the agent answers for: one switch each. */
export function AccountChoice({ agent }: { agent: Agent }) {
  const query = useQuery({
    ...accountList(),
    select: ({ items }) => items.filter(({ id, is_active }) => is_active || agent.account_ids.includes(id)),
  })
  const change = useAgentChange(setAccounts(), () => toast(text.common.saved))
  return (
    <QueryStates query={query} waiting={<Skeleton className="h-12" />} empty={<LinkFirst />}>
      {(accounts) => (
        <div className="grid gap-3">
          <div className="-my-3 divide-y divide-line">
            {accounts.map((account) => (
              <Switch
                key={account.id}
                label={nameOf(account)}
                hint={text.common.channel[account.channel]}
                checked={agent.account_ids.includes(account.id)}
                disabled={change.isPending}
                onChange={(served) => {
                  const others = agent.account_ids.filter((id) => id !== account.id)
                  const account_ids = served ? [...others, account.id] : others
                  change.mutate({ path: { agent_id: agent.id }, body: { account_ids } })
                }}
              />
            ))}
          </div>
          {change.error && <Notice tone="bad">{sentenceOf(change.error)}</Notice>}
        </div>
      )}
    </QueryStates>
  )
}

function nameOf(account: Account): string {
  const name = accountName(account, text.common.unnamedAccount)
  return account.is_active ? name : words.accountInactive(name)
}

function LinkFirst() {
  return (
    <div className="grid justify-items-start gap-3">
      <p className="text-small text-ink-soft">{words.accountLinkFirst}</p>
      <Link to="/accounts" className={buttonLook('plain')}>
        {words.accountLink}
      </Link>
    </div>
  )
}
