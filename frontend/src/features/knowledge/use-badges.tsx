import { Badge } from '@/components/badge'
import * as text from '@/i18n'
import { dayKey, longDate, useZone } from '@/lib/time'
import type { Document } from './queries'

const words = text.documentUse

/** A document's labels, and whether answers use it today. */
export function UseBadges({ document: { labels, valid_from, valid_until } }: { document: Document }) {
  const today = dayKey(new Date().toISOString(), useZone())
  const isEarly = valid_from !== null && today < valid_from
  const isOver = valid_until !== null && today > valid_until
  if (labels.length === 0 && valid_from === null && valid_until === null) return null
  return (
    <p className="mt-1 flex flex-wrap gap-1.5">
      {valid_from && (isEarly || !valid_until) && <Badge tone={isEarly ? 'warn' : 'calm'}>{words.notBefore(dayName(valid_from))}</Badge>}
      {valid_until && !isEarly && <Badge tone={isOver ? 'warn' : 'calm'}>{words.notAfter(dayName(valid_until))}</Badge>}
      {labels.map((label) => (
        <Badge key={label}>{label}</Badge>
      ))}
    </p>
  )
}

/** A day as people write it; it has no zone. */
const dayName = (day: string) => longDate(`${day}T12:00:00Z`, 'UTC')
