export const weeklyHours = {
  days: { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday' },
  shortDays: { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' },
  closed: 'Closed',
  from: (day: string) => `${day} from`,
  to: (day: string) => `${day} to`,
  addSpan: (day: string) => `Add hours on ${day}`,
  removeSpan: (day: string, from: string) => `Remove the hours on ${day} from ${from}`,
  copy: 'Copy to weekdays',
  copyNamed: (day: string) => `Copy the hours of ${day} to all weekdays`,
  problems: {
    missing: (day: string) => `Enter when the hours on ${day} begin and end.`,
    backwards: (day: string) => `On ${day} hours end after they begin. Split what runs past midnight over two days.`,
    overlap: (day: string) => `On ${day} two hours overlap. Leave a break between them, or make them one.`,
  },
}
