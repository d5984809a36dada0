export const roles = {
  owner: 'Owner',
  admin: 'Admin',
  teammate: 'Teammate',
  viewer: 'Viewer',
}

/** What each may do, from most to least. */
export const roleHints = {
  owner: 'Everything, and the business itself',
  admin: 'Agents, accounts, keys and the team',
  teammate: 'Conversations with customers',
  viewer: 'Looks, and changes nothing',
}

export const team = {
  title: 'Team',
  lead: 'Who works here, and what they may do.',
  members: 'Members',
  you: 'You',
  joined: (date: string) => `here since ${date}`,
  role: 'Role',
  roleOf: (name: string) => `Role of ${name}`,
  roleChanged: (name: string, role: string) => `${name} is ${role} now.`,
  remove: 'Remove',
  removeNamed: (name: string) => `Remove ${name}`,
  removeAsk: (name: string) => `Remove ${name} from the team?`,
  removeBody:
    'They are out at once, on every device. The API keys they made here stop working, invitations they sent are taken back, and what they looked after is nobody’s in particular. You can invite them again.',
  removed: (name: string) => `${name} is out of the team.`,
  leave: 'Leave the team',
  leaveAsk: (business: string) => `Leave ${business}?`,
  leaveBody: 'You are out at once, and the API keys you made here stop working. To come back, somebody has to invite you.',
}

export const invitations = {
  title: 'Invitations',
  lead: 'A mail with a link that works once, for seven days.',
  email: 'Email',
  as: 'As',
  send: 'Send invitation',
  sent: (email: string) => `An invitation to ${email} is on its way.`,
  none: 'Nobody is invited at the moment. Type an address above to bring somebody in.',
  pending: 'Waiting to be accepted',
  until: (when: string) => `works until ${when}`,
  expired: 'Expired',
  sentOn: (date: string) => `sent ${date}`,
  resend: 'Send again',
  resendNamed: (email: string) => `Send again to ${email}`,
  withdraw: 'Take back',
  withdrawNamed: (email: string) => `Take back the invitation of ${email}`,
  withdrawAsk: (email: string) => `Take the invitation of ${email} back?`,
  withdrawBody: 'The link in their mail leads nowhere any more. You can invite them again.',
  withdrawn: (email: string) => `The invitation of ${email} is taken back.`,
}

export const invitation = {
  title: (business: string) => `Join ${business}`,
  lead: (email: string, role: string) => `${email} is invited as ${role}.`,
  waitingTitle: 'Your invitation',
  accept: 'Join the team',
  asPerson: (email: string) => `You are signed in as ${email}.`,
  otherPerson: (here: string, invited: string) => `You are signed in as ${here}. The invitation is for ${invited}.`,
  signOut: 'Sign out and go on',
  signIn: 'Sign in to join',
  register: 'Create an account to join',
  newcomer: 'New here? You make an account with this address first, and join right after.',
  joined: (business: string) => `Welcome to ${business}.`,
  refusedTitle: 'This link does not work',
  noTokenTitle: 'Open the link in your mail',
  noToken: 'The invitation is in the link of the mail you got. Open it in this browser.',
  goOn: 'Go to Frontdesk',
}
