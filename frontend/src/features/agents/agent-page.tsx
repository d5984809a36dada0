import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, Trash2 } from 'lucide-react'
import { lazy, Suspense, type ReactNode } from 'react'
import { agentKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { ConfirmButton } from '@/components/confirm-button'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { Switch } from '@/components/switch'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { PermissionSwitches } from './permission-switches'
import { agent as agentQuery, deleteAgent, toggleAgent, type Agent } from './queries'
import { SetupSteps } from './setup-steps'
import { useAgentChange } from './use-agent-change'

const words = text.agents

// What is set up once comes after the page, and so does the forms library.
const AccountChoice = lazy(() => import('./account-choice').then((file) => ({ default: file.AccountChoice })))
const VoiceForm = lazy(() => import('./forms').then(({ VoiceForm }) => ({ default: VoiceForm })))
const ModelForm = lazy(() => import('./forms').then(({ ModelForm }) => ({ default: ModelForm })))
const waiting = <SkeletonRows rows={2} className="h-12" />

/** Everything about one agent. `documents` is what it knows, put in by the route. */
export function AgentPage({ id, documents }: { id: string; documents: ReactNode }) {
  const query = useQuery(agentQuery(id))
  return (
    <div className="mx-auto w-full max-w-5xl px-4 pt-4 pb-12 sm:px-8 sm:pt-8">
      <Link
        to="/agents"
        className="mb-3 -ml-2 inline-flex min-h-10 items-center gap-1.5 rounded-control px-2 text-small font-medium text-ink-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden="true" className="size-4" />
        {words.title}
      </Link>
      <QueryStates query={query} waiting={<SkeletonRows rows={3} className="h-40" />}>
        {(agent) => (
          <>
            <Heading agent={agent} />
            <SetupSteps agent={agent} />
            <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
              <div className="grid gap-5">
                {documents}
                <Card title={words.voiceTitle}>
                  <Suspense fallback={waiting}>
                    <VoiceForm agent={agent} />
                  </Suspense>
                </Card>
              </div>
              <div className="grid gap-5">
                <Card title={words.accountTitle}>
                  <Suspense fallback={waiting}>
                    <AccountChoice agent={agent} />
                  </Suspense>
                </Card>
                <Card title={words.permissionsTitle} lead={words.permissionsNote}>
                  <PermissionSwitches agent={agent} />
                </Card>
                <Card title={words.modelTitle}>
                  <Suspense fallback={waiting}>
                    <ModelForm agent={agent} />
                  </Suspense>
                </Card>
                <Deletion agent={agent} />
              </div>
            </div>
          </>
        )}
      </QueryStates>
    </div>
  )
}

function Heading({ agent }: { agent: Agent }) {
  const toggle = useAgentChange(toggleAgent())
  const wanted = toggle.isPending ? toggle.variables.body.is_active : agent.is_active
  return (
    <header className="mb-6 flex flex-wrap items-center justify-between gap-x-8 gap-y-2">
      <h1 className="min-w-0 text-title font-semibold break-words">{agent.name}</h1>
      <div className="w-full sm:w-80">
        <Switch
          label={words.activeLabel}
          hint={wanted ? words.activeOn : words.activeOff}
          checked={wanted}
          onChange={(is_active) =>
            toggle.mutate(
              { path: { agent_id: agent.id }, body: { is_active } },
              {
                onSuccess: () => toast(is_active ? words.switchedOn : words.switchedOff),
                onError: (error) => toast(sentenceOf(error), 'bad'),
              },
            )
          }
        />
      </div>
    </header>
  )
}

function Deletion({ agent }: { agent: Agent }) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const remove = useMutation({
    ...deleteAgent(),
    onSuccess: async () => {
      await navigate({ to: '/agents' })
      queryClient.removeQueries({ queryKey: agentQuery(agent.id).queryKey })
      toast(words.deleted)
      await Promise.all(agentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    },
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  return (
    <div className="flex justify-end">
      <ConfirmButton
        kind="quiet"
        busy={remove.isPending}
        title={words.deleteAsk(agent.name)}
        body={words.deleteBody}
        action={words.deleteTitle}
        onConfirm={() => remove.mutate({ path: { agent_id: agent.id } })}
      >
        <Trash2 aria-hidden="true" className="size-4" />
        {words.deleteTitle}
      </ConfirmButton>
    </div>
  )
}
