import { count } from './count'

export const conversations = {
  title: 'Conversations',
  one: 'Conversation',
  search: 'Search conversations',
  filter: 'Show',
  all: 'All',
  status: { active: 'Active', escalated: 'Needs a person', resolved: 'Resolved' },
  emptyTitle: 'No conversations yet',
  emptyBody: 'When a customer writes to a linked account, the conversation appears here at once.',
  emptyAction: 'Set up an agent',
  noMatchTitle: 'Nothing matches',
  noMatchBody: 'Try another word, or show all conversations.',
  clearFilters: 'Show all',
  pickTitle: 'Pick a conversation',
  pickBody: 'See every message, and why your agent said what it said.',
  /** Instagram does not always tell a name; the end of its id tells customers apart. */
  unnamed: (networkId: string) => `Customer ${networkId.slice(-4)}`,
  messages: (n: number) => count(n, 'message', 'messages'),
  handledByPeople: 'With a person',
  loadEarlier: 'Load earlier messages',
  log: 'Messages',
  result: {
    appointment_created: 'Booked',
    appointment_changed: 'Booking changed',
    appointment_cancelled: 'Booking cancelled',
    compliment: 'Compliment',
    email_sent: 'Email sent',
    escalated: 'Handed over',
    answered: 'Answered',
  } as Record<string, string>,
  today: 'Today',
  yesterday: 'Yesterday',
}

export const message = {
  sender: { customer: 'Customer', assistant: 'Agent', human: 'Person', system: 'Automatic reply' },
  anotherApp: 'Another app',
  toAnotherApp: 'Not for the agent',
  toPeople: 'Left to people',
  drafted: 'Drafted for a person',
  edited: 'edited',
  partlyTakenBack: 'partly taken back',
  takenBack: { customer: 'The customer took this message back', ours: 'This message was taken back' },
  reactedWith: (emoji: string) => `The customer reacted with ${emoji}`,
  status: {
    received: 'Received',
    waiting: 'Waiting for an answer',
    answered: 'Answered',
    silent: 'Not answered',
    planned: 'About to be sent',
    sending: 'Sending',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Seen',
    failed: 'Not sent',
    unknown: 'Not known whether it was sent',
  } as Record<string, string>,
  holding: 'Holding message',
  media: 'Sent something that is not text',
  noText: 'No text',
  whyAnswer: 'Why this answer',
  whatHappened: 'What happened',
}

/** What was written here by hand. */
export const written = {
  note: 'Note',
  onlyTeam: 'only your team',
  leaving: 'Handing it over',
}
