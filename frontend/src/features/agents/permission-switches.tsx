import { sentenceOf } from '@/api/problem'
import { Switch } from '@/components/switch'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { setPermissions, updateAgent, type Agent, type Permissions } from './queries'
import { useAgentChange } from './use-agent-change'

const words = text.agents.permissions
const [modeLabel, modeHint] = text.agents.mode as [string, string]
const order = ['read', 'write', 'email', 'appointments'] as const satisfies (keyof Permissions)[]

export function PermissionSwitches({ agent }: { agent: Agent }) {
  const change = useAgentChange(setPermissions())
  const wanted = change.isPending ? change.variables.body : agent.permissions
  const setMode = useAgentChange(updateAgent())
  const mode = setMode.isPending ? setMode.variables.body.mode : agent.mode
  const onError = (error: unknown) => toast(sentenceOf(error), 'bad')
  return (
    <div className="-my-3 divide-y divide-line">
      {order.map((permission) => {
        const [label, hint] = words[permission] as [string, string]
        return (
          <Switch
            key={permission}
            label={label}
            hint={hint}
            checked={wanted[permission]}
            onChange={(allowed) =>
              change.mutate(
                { path: { agent_id: agent.id }, body: { ...agent.permissions, [permission]: allowed } },
                { onError },
              )
            }
          />
        )
      })}
      <Switch
        label={modeLabel}
        hint={modeHint}
        checked={mode === 'suggest'}
        onChange={(drafts) =>
          setMode.mutate({ path: { agent_id: agent.id }, body: { mode: drafts ? 'suggest' : 'answer' } }, { onError })
        }
      />
    </div>
  )
}
