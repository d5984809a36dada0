export const bookingSetup = {
  title: 'Services and hours',
  lead: 'What can be booked, with whom and when. What is booked already stays as it is.',
  readOnly: 'Owners and admins change this.',
  change: 'Change',
  changeNamed: (name: string) => `Change ${name}`,
  deleteNamed: (name: string) => `Delete ${name}`,
  deleteAsk: (name: string) => `Delete ${name}?`,
  saved: (name: string) => `${name} is saved.`,
  deleted: (name: string) => `${name} is deleted.`,
  name: 'Name',
  everybody: 'Everybody',
}
