export const openingHours = {
  title: 'Weekly opening hours',
  lead: 'On your business’s clock. A break is the time between two lines of a day.',
  saved: 'The opening hours are saved.',
  alwaysClosed: 'Closed on every day: your agent can book nothing.',
}
