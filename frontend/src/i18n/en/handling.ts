import { length } from './length'

export const handling = {
  agent: 'The agent answers',
  drafts: 'The agent drafts, a person sends',
  noAgent: 'No agent serves this account',
  peopleUntil: (time: string) => `People until ${time}`,
  left: (ms: number) => `${length(ms)} left`,
  ending: 'ends in a moment',
  people: 'People, until somebody hands back',
  escalated: 'The customer needs a person. The agent is silent until somebody hands back',
  resolved: 'Resolved. If the customer writes again, a new conversation begins',
}

export const handlingActions = {
  takeOver: 'Take over',
  handBack: 'Hand back to the agent',
  resolve: 'Resolve',
  reopen: 'Reopen',
  howLong: 'For how long you take over',
  lengths: { 60: 'for 1 hour', 240: 'for 4 hours', 1440: 'for 1 day', 10080: 'for 7 days' } as Record<number, string>,
}
