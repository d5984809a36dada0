import { count } from './count'

export const sites = {
  title: 'Web sites',
  lead: 'Your agent also answers from your own web pages, and says to you where it read what.',
  list: 'Web sites',
  emptyTitle: 'No web site yet',
  emptyBody: 'Add the address of your site: prices, hours and policies that stand there need not be uploaded.',
  url: 'Address',
  urlHint: 'A page, or where your site begins. Only public pages of this host are read, as its robots.txt allows.',
  urlMissing: 'Write the address of a page.',
  wholeSite: 'Read the whole site, up to 100 pages',
  refresh: 'Read again',
  refreshes: { never: 'Only when I say so', daily: 'Every day', weekly: 'Every week' },
  add: 'Add the site',
  added: (url: string) => `${url} is being read.`,
  status: { queued: 'Waiting', reading: 'Being read', indexing: 'Almost there', ready: 'Ready', failed: 'Not read' },
  onePage: 'One page',
  pages: (n: number) => count(n, 'page', 'pages'),
  counts: (read: number, unchanged: number, failed: number) =>
    [`${read} new or changed`, `${unchanged} skipped`, ...(failed ? [`${failed} failed`] : [])].join(', '),
  progressOf: (url: string) => `Progress of ${url}`,
  lastRead: (when: string) => `Read ${when}`,
  nextRead: (when: string) => `next time ${when}`,
  showPages: 'Show the pages',
  pagesOf: (url: string) => `Pages of ${url}`,
  pageStatus: { waiting: 'Waiting', read: 'Read', skipped: 'Skipped', failed: 'Not read' },
  unchanged: 'Unchanged',
  noPages: 'No page was looked at yet.',
  readAgain: 'Read again now',
  remove: (url: string) => `Delete ${url}`,
  removeAsk: (url: string) => `Delete ${url}?`,
  removeBody: 'The agent stops answering from all its pages at once. You can add the site again later.',
  removed: (url: string) => `${url} is deleted.`,
}

export const searchIndex = {
  model: (name: string) => `Meanings are compared by ${name}.`,
  english: 'The built-in index knows English best. With documents in other languages, check the answers.',
  changing: (name: string, percent: number) =>
    `A change to ${name} is under way, ${percent} %. Until it is done, everything is found as before.`,
  leftOut: (n: number) =>
    `${count(n, 'document', 'documents')} could not be indexed anew. Press “Read again” there to try once more.`,
}
