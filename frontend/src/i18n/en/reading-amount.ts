export const readingAmount = {
  title: 'How much it reads',
  lead: 'For each question your agent looks up passages and answers from them.',
  passages: 'Passages for one question',
  passagesHint: 'From 1 to 10. More of them help with broad questions and make every answer cost more. 5 is a good start.',
  tokens: 'Read everything when it is no longer than',
  tokensHint:
    'In tokens, from 0 to 4000; 1,000 tokens are about 750 words. Knowledge that is no longer than this is read whole for every question. 0: never.',
  between: (least: number, most: number) => `Enter a whole number from ${least} to ${most}.`,
}
