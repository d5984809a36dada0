import { useQuery } from '@tanstack/react-query'
import { lazy } from 'react'
import { sentenceOf } from '@/api/problem'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { length } from '@/i18n/en/length'
import { FormInPlace } from './form-in-place'
import { priceInWords } from './price'
import { addService, changeService, deleteService, resources, services, useSetupChange, type Service } from './setup-queries'
import { SetupRow } from './setup-row'

const words = text.bookableServices
const shared = text.bookingSetup
const ServiceForm = lazy(() => import('./service-form').then((file) => ({ default: file.ServiceForm })))

/** What can be booked. */
export function ServicesCard({ mayChange }: { mayChange: boolean }) {
  const query = useQuery(services())
  const add = useSetupChange({ ...addService(), onSuccess: ({ name }) => toast(shared.saved(name)) })
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={3} />}
          isEmpty={({ items }) => items.length === 0}
          empty={<p className="text-small text-ink-faint">{words.none}</p>}
        >
          {({ items }) => (
            <ul className="grid gap-4">
              {items.map((service) => (
                <ServiceRow key={service.id} service={service} mayChange={mayChange} />
              ))}
            </ul>
          )}
        </QueryStates>
        {mayChange && (
          <FormInPlace label={words.add}>
            {(close) => (
              <ServiceForm
                currency={query.data?.items.find(({ currency }) => currency)?.currency ?? ''}
                busy={add.isPending}
                error={add.error}
                onSubmit={(body) => add.mutate({ body }, { onSuccess: close })}
                onCancel={() => {
                  add.reset()
                  close()
                }}
              />
            )}
          </FormInPlace>
        )}
      </div>
    </Card>
  )
}

function ServiceRow({ service, mayChange }: { service: Service; mayChange: boolean }) {
  const { id, name, currency } = service
  const path = { service_id: id }
  const change = useSetupChange({ ...changeService(), onSuccess: (changed) => toast(shared.saved(changed.name)) })
  const remove = useSetupChange({
    ...deleteService(),
    onSuccess: () => toast(shared.deleted(name)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  return (
    <SetupRow
      name={name}
      about={<About service={service} />}
      mayChange={mayChange}
      isDeleting={remove.isPending}
      deleteBody={words.deleteBody}
      onDelete={() => remove.mutate({ path })}
      form={(close) => (
        <ServiceForm
          service={service}
          currency={currency ?? ''}
          busy={change.isPending}
          error={change.error}
          onSubmit={(body) => change.mutate({ path, body }, { onSuccess: close })}
          onCancel={() => {
            change.reset()
            close()
          }}
        />
      )}
    />
  )
}

/** How long, how much, who, on one line. */
function About({ service }: { service: Service }) {
  const people = useQuery(resources()).data?.items
  const { duration_minutes, buffer_before_minutes = 0, buffer_after_minutes = 0, price_minor, currency, resource_ids = [] } = service
  const able = people?.filter(({ id }) => resource_ids.includes(id)).map(({ name }) => name)
  return [
    length(duration_minutes * 60_000),
    buffer_before_minutes > 0 && words.minutesBefore(buffer_before_minutes),
    buffer_after_minutes > 0 && words.minutesAfter(buffer_after_minutes),
    currency && price_minor != null && priceInWords(price_minor, currency),
    resource_ids.length === 0 ? shared.everybody : able && (able.join(', ') || words.nobody),
  ]
    .filter(Boolean)
    .join(' · ')
}
