/** The instant at which a day begins in a time zone, or the day so many days later. */
export function startOfDay(day: string, zone: string, later = 0): string {
  const asIfUtc = Date.parse(`${day}T00:00:00Z`) + later * 86_400_000
  // The zone's offset at midnight; asked twice, because clocks may be changed between midnight there and in UTC.
  let instant = asIfUtc
  for (let round = 0; round < 2; round++) instant = asIfUtc - offset(instant, zone)
  return new Date(instant).toISOString()
}

/** By how many milliseconds the clocks there are ahead of UTC. */
function offset(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant) // prettier-ignore
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - instant
}
