export const automaticReplies = {
  question: 'Was this an automatic reply?',
  saidBy: (account: string | null) => (account ? `@${account} said` : 'Your account said'),
  automatic: 'Yes, automatic',
  automaticMeans: 'The agent goes on when it is sent.',
  person: 'No, a person wrote it',
  personMeans: 'Whoever sends it takes over, and the agent stays quiet.',
  more: (n: number) => (n === 1 ? 'One more text to ask about.' : `${n} more texts to ask about.`),
}
