import * as text from '@/i18n'
import type { AuditRow } from './audit-list'

const words = text.audit

/** What happened, as one would say it. */
export function sentenceOf(row: AuditRow): string {
  const { action, subject, facts } = row
  const named = (kind: string) => row.others.find((thing) => thing.kind === kind)?.name
  const said = {
    who: whoDid(row),
    what: (subject && nameOf(subject)) ?? '',
    agent: named('agent') ?? words.gone.agent!,
    person: others(row, 'person'),
    customer: named('conversation') ?? words.customer,
    facts,
  }
  return text.auditSentences[action]?.(said) ?? words.other(said.who, action)
}

/** Somebody who is gone is called so; where nobody was meant, there is no word. */
function others(row: AuditRow, kind: string): string {
  const thing = row.others.find((other) => other.kind === kind)
  return thing ? nameOf(thing) : ''
}

function whoDid({ actor, others }: AuditRow): string {
  if (actor.kind === 'person') return actor.name ?? words.formerMember
  if (actor.kind === 'key') return actor.name ? words.key(actor.name) : words.goneKey
  if (actor.kind === 'agent') return others.find(({ kind }) => kind === 'agent')?.name ?? words.theAgent
  return words.itself
}

function nameOf({ kind, name }: { kind: string; name: string | null }): string {
  return name || words.gone[kind] || ''
}

/** The conversation an entry is about, if it is about one. */
export function conversationOf(row: AuditRow): { id: string; customer: string } | undefined {
  const found = [row.subject, ...row.others].find((thing) => thing?.kind === 'conversation')
  return found ? { id: found.id, customer: found.name ?? words.customer } : undefined
}
