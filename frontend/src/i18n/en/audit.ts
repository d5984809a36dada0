import { count } from './count'

/** Who did it, what it was done to, what else plays a part; everything as people call it. */
export type Said = {
  who: string
  what: string
  agent: string
  customer: string
  /** Whom of the team it is about; empty when it is about nobody. */
  person: string
  facts: Record<string, unknown>
}

export const audit = {
  title: 'Record',
  lead: 'Who did what. Nobody can change it.',
  who: 'Who',
  everybody: 'Everyone',
  people: 'People and their programs',
  agents: 'Agents',
  program: 'Frontdesk by itself',
  what: 'What',
  everything: 'Everything',
  families: {
    agent: 'Agents',
    turn: 'Answers',
    conversation: 'Conversations',
    contact: 'Customers',
    appointment: 'Appointments',
    document: 'Documents',
    account: 'Accounts',
    person: 'Sign-in and team',
    key: 'API keys',
    workspace: 'The business',
  },
  from: 'From',
  to: 'To',
  clear: 'Show everything',
  emptyTitle: 'Nothing has happened yet',
  emptyBody: 'Every answer of an agent, and everything that you and your team do, will stand here.',
  noMatchTitle: 'Nothing fits',
  noMatchBody: 'Nothing was done by these, to this, in this time.',
  conversation: 'Open the conversation',
  openNamed: (customer: string) => `Open the conversation with ${customer}`,
  formerMember: 'A former member',
  goneKey: 'A program whose key is gone',
  key: (name: string) => `The program ${name}`,
  itself: 'Frontdesk',
  theAgent: 'The agent',
  customer: 'a customer',
  gone: {
    agent: 'an agent that is gone',
    document: 'a document that is gone',
    account: 'an account that is gone',
    contact: 'a customer who is gone',
    conversation: 'a customer',
    person: 'a former member',
    key: 'a key that is gone',
  } as Record<string, string>,
  other: (who: string, action: string) => `${who}: ${action}`,
}

const fields: Record<string, string> = { name: 'name', email: 'e-mail address', phone: 'telephone number', timezone: 'time zone' }
const listed = (value: unknown) =>
  (Array.isArray(value) ? value : []).map((field) => fields[String(field)] ?? String(field)).join(', ')
const factChange: Record<string, string> = { made: 'wrote', changed: 'changed', approved: 'approved', rejected: 'rejected', deleted: 'deleted' }
const cannedReply: Record<string, string> = { made: 'wrote', changed: 'changed', deleted: 'deleted' }
const roleOf = (role: unknown) => (/^[ao]/.test(String(role)) ? 'an ' : 'a ') + String(role)

/** One plain sentence for each thing that is written down. */
export const auditSentences: Record<string, (it: Said) => string> = {
  'turn.answered': (it) => `${it.who} answered ${it.customer}`,
  'turn.escalated': (it) => `${it.who} fetched a person for ${it.customer}`,
  'turn.silent': (it) => `${it.who} did not answer ${it.customer}`,
  'turn.superseded': (it) => `${it.who} started again, because ${it.customer} wrote more`,
  'turn.failed': (it) => `${it.who} could not answer ${it.customer} yet, and will try again`,
  'agent.made': (it) => `${it.who} made the agent ${it.what}`,
  'agent.configured': (it) => `${it.who} changed what the agent ${it.what} is told`,
  'agent.permissions': (it) => `${it.who} changed what the agent ${it.what} may do`,
  'agent.model': (it) => `${it.who} chose the model of the agent ${it.what}`,
  'agent.switched_on': (it) => `${it.who} switched the agent ${it.what} on`,
  'agent.switched_off': (it) => `${it.who} switched the agent ${it.what} off`,
  'agent.accounts': (it) => `${it.who} chose which accounts the agent ${it.what} answers`,
  'agent.deleted': (it) => `${it.who} deleted ${it.what}`,
  'account.linked': (it) => `${it.who} linked the account ${it.what}`,
  'account.unlinked': (it) => `${it.who} unlinked the account ${it.what}`,
  'account.automatic_reply_decided': (it) =>
    `${it.who} said of a text of ${it.what}: ${it.facts.verdict === 'person' ? 'a person wrote it' : 'it is an automatic reply'}`,
  'appointment.booked': (it) => `${it.who} booked an appointment`,
  'appointment.moved': (it) => `${it.who} moved an appointment`,
  'appointment.edited': (it) => `${it.who} wrote down something else about an appointment`,
  'appointment.cancelled': (it) => `${it.who} called an appointment off`,
  'appointment.completed': (it) => `${it.who} said that a customer came to an appointment`,
  'appointment.no_show': (it) => `${it.who} said that a customer did not come to an appointment`,
  'document.given': (it) => `${it.who} gave ${it.agent} the document ${it.what}`,
  'agent.site_given': (it) => `${it.who} gave ${it.what} a web site`,
  'agent.site_taken_away': (it) => `${it.who} took a web site away from ${it.what}`,
  'document.taken_away': (it) => `${it.who} took ${it.what} away from ${it.agent}`,
  'conversation.taken_over': (it) => `${it.who} took the conversation with ${it.what} over`,
  'conversation.handed_back': (it) => `${it.who} handed the conversation with ${it.what} back to the agent`,
  'conversation.resolved': (it) => `${it.who} resolved the conversation with ${it.what}`,
  'conversation.assigned': (it) =>
    it.person ? `${it.who} had ${it.person} look after the conversation with ${it.what}` : `${it.who} had nobody in particular look after the conversation with ${it.what}`,
  'conversation.suggestion_dismissed': (it) => `${it.who} left a draft of the agent unsent in ${it.what}`,
  'conversation.spoke': (it) => `${it.who} wrote to ${it.what}`,
  'conversation.note_written': (it) => `${it.who} left a note in the conversation with ${it.what}`,
  'contact.changed': (it) => `${it.who} wrote down of ${it.what}: ${listed(it.facts.fields)}`,
  'contact.exported': (it) => `${it.who} exported everything about ${it.what}`,
  'contact.erased': (it) => `${it.who} erased ${it.what}`,
  'workspace.changed': (it) => `${it.who} changed of the business: ${listed(it.facts.fields)}`,
  'workspace.fact_changed': (it) => `${it.who} ${factChange[String(it.facts.change)] ?? 'changed'} a fact`,
  'workspace.question_answered': (it) => `${it.who} answered a question that an agent could not`,
  'workspace.question_dismissed': (it) => `${it.who} dismissed a question that an agent could not answer`,
  'workspace.calendar_feed_changed': (it) =>
    it.facts.change === 'revoked' ? `${it.who} took a calendar feed back` : `${it.who} made a calendar feed`,
  'workspace.busy_calendar_changed': (it) =>
    it.facts.change === 'removed' ? `${it.who} had a busy calendar read no longer` : `${it.who} had a busy calendar read`,
  'workspace.canned_reply_changed': (it) => `${it.who} ${cannedReply[String(it.facts.change)] ?? 'changed'} a canned reply`,
  'workspace.invitation_sent': (it) => `${it.who} invited somebody as ${roleOf(it.facts.role)}`,
  'workspace.invitation_withdrawn': (it) => `${it.who} took an invitation back`,
  'workspace.house_rules_changed': (it) => `${it.who} changed the house rules`,
  'workspace.retention_changed': (it) =>
    typeof it.facts.months === 'number'
      ? `${it.who} chose to keep conversations for ${count(it.facts.months, 'month', 'months')}`
      : `${it.who} chose to keep conversations for ever`,
  'workspace.old_erased': (it) =>
    `${it.who} erased ${count(Number(it.facts.conversations), 'conversation', 'conversations')} that had been kept long enough`,
  'workspace.export_asked': (it) => `${it.who} had all data packed`,
  'workspace.export_downloaded': (it) => `${it.who} downloaded all data`,
  'workspace.leaving': (it) => `${it.who} let the business leave`,
  'workspace.brought_back': (it) => `${it.who} brought the business back`,
  'person.joined': (it) => `${it.who} joined as ${roleOf(it.facts.role)}`,
  'person.removed': (it) => `${it.who} took ${it.what} out of the team`,
  'person.role_changed': (it) => `${it.who} made ${it.what} ${roleOf(it.facts.role)}`,
  'person.signed_in': (it) => `${it.who} signed in`,
  'person.session_ended': (it) => `${it.who} signed another place out`,
  'person.password_changed': (it) => `${it.who} changed their password`,
  'person.two_factor_on': (it) => `${it.who} switched two-factor sign-in on`,
  'person.two_factor_off': (it) => `${it.who} switched two-factor sign-in off`,
  'key.made': (it) => `${it.who} made the API key ${it.what}`,
  'key.revoked': (it) => `${it.who} revoked the API key ${it.what}`,
}
