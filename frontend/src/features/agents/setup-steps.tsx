import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleDashed } from 'lucide-react'
import { documentList } from '@/features/knowledge/queries'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import type { Agent } from './queries'

const words = text.agents

/** What is left to do before the first answer; gone once all is done. */
export function SetupSteps({ agent }: { agent: Agent }) {
  const documents = useQuery(documentList(agent.id))
  if (documents.data === undefined) return null
  const steps = [
    { label: words.setupDocument, done: documents.data.some(({ status }) => status !== 'failed') },
    { label: words.setupAccount, done: agent.account_ids.length > 0 },
    { label: words.setupActive, done: agent.is_active },
  ]
  if (steps.every(({ done }) => done)) return null
  return (
    <section className="mb-5 rounded-card border border-accent bg-accent-soft p-5 sm:px-6">
      <h2 className="font-semibold tracking-tight">{words.setupTitle}</h2>
      <ol className="mt-3 grid gap-2 text-small sm:grid-cols-3 sm:gap-4">
        {steps.map(({ label, done }) => (
          <li key={label} className={cx('flex items-start gap-2', done ? 'text-ink-soft' : 'font-medium')}>
            {done ? (
              <CircleCheck aria-label={words.stepDone} className="mt-0.5 size-4 shrink-0 text-accent" />
            ) : (
              <CircleDashed aria-label={words.stepOpen} className="mt-0.5 size-4 shrink-0 text-ink-soft" />
            )}
            {label}
          </li>
        ))}
      </ol>
    </section>
  )
}
