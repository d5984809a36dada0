export const data = {
  title: 'Your data',
  lead: 'How long it is kept, how you take it with you, and how you leave.',
}

export const retention = {
  title: 'How long conversations are kept',
  lead: 'Counted from the last message. What customers wrote before is erased for good, once a day.',
  label: 'Keep them for',
  always: 'As long as the business stays',
  months: (months: number) => (months % 12 ? `${months} ${months === 1 ? 'month' : 'months'}` : `${months / 12} ${months === 12 ? 'year' : 'years'}`),
  shorterAsk: (time: string) => `Keep conversations for ${time}?`,
  shorterBody: 'Whatever is older is erased for good within a day. Nobody can bring it back.',
  saved: 'Saved. It counts from tonight on.',
}

export const takeAway = {
  title: 'Take everything with you',
  lead: 'A ZIP with all conversations, customers, agents and documents. It is packed in the background and kept for seven days.',
  pack: 'Pack everything',
  packing: 'Packing',
  queued: 'It will be packed in a moment.',
  failed: 'The last package could not be made. Try again.',
  ready: (date: string, size: string) => `Packed on ${date}, ${size}`,
  until: (date: string) => `kept until ${date}`,
  download: 'Download',
  downloadOf: (date: string) => `Download the package of ${date}`,
}

export const leaving = {
  title: 'Leave Frontdesk',
  lead: 'Your agents stop at once. For 14 days you can bring everything back; then all of it is erased for good.',
  name: (name: string) => `Type ${name} to confirm`,
  submit: 'Leave',
  isLeaving: (date: string) => `This business is switched off and is erased on ${date}.`,
  bringBack: 'Bring it back',
  isBack: 'The business is back, and its agents are as they were.',
  begun: 'The business is switched off.',
}
