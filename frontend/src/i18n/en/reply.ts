import { length } from './length'

export const windows = {
  agent: 'Agent',
  people: 'You',
  left: (who: string, ms: number) => `${who}: ${ms > 0 ? `${length(ms)} left` : 'no time left'}`,
  onlyPeople: 'The customer last wrote more than 24 hours ago. The network now takes answers from people only.',
  nobody: (channel: string) => `The customer last wrote more than 7 days ago, so ${channel} takes no message. They have to write first.`,
  never: (channel: string) => `The customer has not written yet, so ${channel} takes no message. They have to write first.`,
  theNetwork: 'the network',
}

export const suggestion = {
  title: 'The agent would say',
  own: 'Your words',
  send: 'Send as it is',
  sendOwn: 'Send your words',
  edit: 'Word it otherwise',
  dismiss: 'Dismiss',
}

export const reply = {
  choice: 'What you write',
  reply: 'Reply',
  note: 'Note',
  label: 'Your reply',
  noteLabel: 'Your note for the team',
  placeholder: (name: string) => `Answer ${name}`,
  notePlaceholder: 'Write something for your team',
  send: 'Send',
  keep: 'Keep note',
  silent: (time: string) => `Sending keeps the agent silent for four hours, until ${time}.`,
  reopens: (time: string) => `Sending opens the conversation again; the agent is silent for four hours, until ${time}.`,
  onlyTeam: 'Only your team reads this. The customer and the agent never see it.',
  keys: (isMac: boolean) => (isMac ? '⌘ Enter sends' : 'Ctrl + Enter sends'),
  missing: 'Write something first.',
  tooLong: (over: number) => `This is ${over} characters too long. Send it in pieces.`,
  notSent: 'Your text was not sent, and stands here again.',
}

export const sendAgain = {
  unknown: 'Nobody knows whether the customer got this. Look into the app before you send it again: they may see it twice.',
  failed: 'The customer did not get this.',
  button: 'Send again',
}
