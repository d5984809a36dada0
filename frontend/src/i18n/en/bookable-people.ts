export const bookablePeople = {
  title: 'People and chairs',
  lead: 'Each can be booked by one customer at a time.',
  add: 'Add a person or a chair',
  deleteBody: 'They can be booked no more. What is booked stays.',
  kind: 'What it is',
  kinds: { staff: 'Person', chair: 'Chair or room' },
  hours: 'Hours',
  asBusiness: 'As the business',
  ownHours: 'Own hours',
  ownHoursMissing: 'Add hours to at least one day, or choose As the business.',
  neverThere: 'Own hours: never there',
  own: (hours: string) => `Own hours: ${hours}`,
}
