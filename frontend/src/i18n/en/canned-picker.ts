export const cannedPicker = {
  open: 'Canned replies',
  find: 'Find a canned reply',
  hint: 'Arrow keys choose, Enter puts it into your reply, Esc closes.',
  none: 'Your team keeps no canned reply yet.',
  write: 'Write the first one',
  nothing: (typed: string) => `No canned reply goes by “${typed}”.`,
}
