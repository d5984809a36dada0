import { useQuery } from '@tanstack/react-query'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { oneAppointment } from './appointment-queries'

const words = text.appointments
const link = 'font-medium text-accent-strong underline-offset-4 hover:underline'

/** The number and the address that the customer gave. Nothing is sent from here. */
export function ReachCustomer({ id }: { id: string }) {
  const found = useQuery(oneAppointment(id))
  return (
    <QueryStates query={found} waiting={<SkeletonRows rows={1} />}>
      {({ customer_phone: phone, customer_email: email }) => (
        <p ref={focusOnArrival} tabIndex={-1} className="flex flex-wrap gap-x-4 gap-y-1 text-small wrap-anywhere">
          {phone && (
            <a className={link} href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
              {phone}
            </a>
          )}
          {email && (
            <a className={link} href={`mailto:${email}`}>
              {email}
            </a>
          )}
          {!phone && !email && <span className="text-ink-soft">{words.noWay}</span>}
        </p>
      )}
    </QueryStates>
  )
}
