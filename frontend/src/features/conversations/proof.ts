import * as text from '@/i18n'
import { exactTime } from '@/lib/time'
import { emojiOf, isNote } from './marks'
import type { Message } from './queries'

const words = text.proof

export type Source = { file: string; page: number | null; section: string | undefined }
export type Step = { title: string; lines: string[]; sources?: Source[]; held?: string }

/**
 * What is known about one message, in the order in which it happened: arrived, read, decided, sent, or why silent; and
 * what became of it later. `before` is the last customer message ahead of an answer.
 */
export function proofOf(message: Message, before: Message | undefined, zone: string): Step[] {
  return [...roadOf(message, before, zone), ...later(message, zone)]
}

function roadOf(message: Message, before: Message | undefined, zone: string): Step[] {
  if (isNote(message)) {
    const written = { title: words.written, lines: [words.writtenAt(exactTime(message.created_at, zone))] }
    return [written, { title: words.outcome, lines: [message.reason?.text || words.noteOutcome] }]
  }
  if (message.sender_type === 'system') {
    return [{ title: words.decided, lines: [message.reason?.text || words.systemOutcome] }, sent(message, zone)]
  }
  if (message.sender_type === 'customer') {
    return [arrived(message, zone), { title: words.outcome, lines: [customerOutcome(message)] }]
  }
  if (message.sender_type === 'human') {
    return [{ title: words.decided, lines: [words.personOutcome] }, sent(message, zone)]
  }
  const steps = before ? [arrived(before, zone)] : []
  if (message.kind === 'holding') {
    return [...steps, { title: words.decided, lines: [words.holdingBecause] }, sent(message, zone)]
  }
  const sources = readSources(message)
  return [...steps, read(message, sources), ...blocked(message), decided(message, sources), sent(message, zone)]
}

function arrived(message: Message, zone: string): Step {
  return { title: words.arrived, lines: [words.arrivedAt(exactTime(message.network_time ?? message.created_at, zone))] }
}

function customerOutcome({ status, reason }: Message): string {
  if (status === 'answered') return words.answeredOutcome
  if (status !== 'silent') return words.waitingOutcome
  return reason ? words.silentBecause(reason.text) : words.silentNoReason
}

function read(message: Message, sources: Source[]): Step {
  const searches = toolCalls(message).filter(({ name }) => name === 'search_knowledge')
  const lines = searches.map(({ query }) => (query ? words.searched(query) : words.searchedPlain))
  if (searches.length === 0 && sources.length === 0) lines.push(words.readNothing)
  if (searches.length > 0 && sources.length === 0) lines.push(words.foundNothing)
  return { title: words.read, lines, sources }
}

/** What the agent wanted to say first, and why it was not sent. */
function blocked(message: Message): Step[] {
  return message.blocked.map(({ text: held, findings }) => ({
    title: words.blocked,
    lines: findings.map((finding) => finding.text),
    held,
  }))
}

function decided(message: Message, sources: Source[]): Step {
  const used = toolCalls(message).filter(({ name }) => name !== 'search_knowledge')
  const lines = used.map(({ name, worked }) => {
    const did = words.tools[name] ?? words.otherTool(name)
    return worked ? did : words.toolFailed(did)
  })
  if (sources.length > 0) lines.push(words.answeredFrom(sources.length))
  else if (lines.length === 0) lines.push(words.answeredAlone)
  return { title: words.decided, lines }
}

function later(message: Message, zone: string): Step[] {
  const { edited_at, is_deleted, reason, reaction } = message
  const steps: Step[] = []
  if (edited_at && !is_deleted) steps.push({ title: words.edited, lines: [words.editedAt(exactTime(edited_at, zone))] })
  const takenBack = [reason?.code === 'taken_back' && reason.text, is_deleted && words.erased].filter((line) => typeof line === 'string')
  if (takenBack.length > 0) steps.push({ title: words.takenBack, lines: takenBack })
  if (reaction && !is_deleted) steps.push({ title: words.reacted, lines: [text.message.reactedWith(emojiOf(reaction))] })
  return steps
}

function sent(message: Message, zone: string): Step {
  const pending = message.status === 'planned' || message.status === 'sending'
  const said = text.message.status[message.status] ?? message.status
  const lines = [pending ? words.notSentYet : words.sentAt(said, exactTime(message.created_at, zone))]
  if (message.reason && isAboutSending(message)) lines.push(message.reason.text)
  return { title: words.sent, lines }
}

/** The reasons of other messages are told in another step. */
function isAboutSending({ sender_type, reason }: Message): boolean {
  return sender_type !== 'system' && reason?.code !== 'taken_back'
}

/* Tool calls and sources are kept as the turn wrote them, without a schema; older turns may know less. */

type Loose = Record<string, unknown>

function toolCalls(message: Message): { name: string; query: string | undefined; worked: boolean }[] {
  return message.tool_calls.map((call) => ({
    name: String(call.name),
    query: wordOf((call.arguments as Loose | undefined)?.query),
    worked: call.ok !== false,
  }))
}

export function readSources(message: Message): Source[] {
  return message.sources.map((source) => ({
    file: wordOf(source.document) ?? '',
    page: typeof source.page === 'number' ? source.page : null,
    section: wordOf(source.section),
  }))
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
