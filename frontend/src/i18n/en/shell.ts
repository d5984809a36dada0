export const product = 'Frontdesk'

export const tagline = 'Your front desk in the DMs.'

export const skipToContent = 'Skip to content'

export const common = {
  save: 'Save',
  saved: 'Saved',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  loadMore: 'Load more',
  loading: 'Loading',
  back: 'Back',
  close: 'Close',
  dismiss: 'Dismiss',
  delete: 'Delete',
  failedTitle: 'This could not be loaded',
  staleData: 'This could not be refreshed. What you see may be out of date.',
  offline: 'The server cannot be reached. Check your connection.',
  unexpected: 'Something went wrong. Try again in a moment.',
  notFoundTitle: 'There is nothing here',
  notFoundBody: 'The page may have moved, or it belongs to another workspace.',
  channel: { instagram: 'Instagram', messenger: 'Messenger' } as Record<string, string>,
  unnamedAccount: 'Account',
  nameMissing: 'Enter a name.',
  goHome: 'Go to conversations',
  crashedTitle: 'This page stopped working',
  crashedBody: 'Your data is safe. Try again, or go back to your conversations.',
}

export const shell = {
  navigation: 'Main',
  conversations: 'Conversations',
  agents: 'Agents',
  accounts: 'Accounts',
  userMenu: 'Your account',
  security: 'Security',
  webhooks: 'Webhooks',
  audit: 'Record',
  data: 'Your data',
  signOut: 'Sign out',
  theme: 'Theme',
  themeSystem: 'System',
  themeLight: 'Light',
  themeDark: 'Dark',
  live: 'Live',
  connecting: 'Connecting',
  polling: 'Checking every 10 seconds',
}
