import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { length } from '@/i18n/en/length'
import { priceInWords } from './price'
import { addService, changeService, deleteService, resources, services, useSetupChange, type Service } from './setup-queries'

const words = text.bookableServices
const shared = text.bookingSetup
const ServiceForm = lazy(() => import('./service-form').then((file) => ({ default: file.ServiceForm })))

/** What can be booked. */
export function ServicesCard({ mayChange }: { mayChange: boolean }) {
  const query = useQuery(services())
  const [adding, setAdding] = useState(false)
  const add = useSetupChange({
    ...addService(),
    onSuccess: ({ name }) => {
      toast(shared.saved(name))
      setAdding(false)
    },
  })
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
        {adding ? (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <ServiceForm
              currency={query.data?.items.find(({ currency }) => currency)?.currency ?? ''}
              busy={add.isPending}
              error={add.error}
              onSubmit={(body) => add.mutate({ body })}
              onCancel={() => {
                add.reset()
                setAdding(false)
              }}
            />
          </Suspense>
        ) : (
          mayChange && (
            <div>
              <Button onClick={() => setAdding(true)}>{words.add}</Button>
            </div>
          )
        )}
      </div>
    </Card>
  )
}

function ServiceRow({ service, mayChange }: { service: Service; mayChange: boolean }) {
  const { id, name, currency } = service
  const [editing, setEditing] = useState(false)
  const change = useSetupChange({
    ...changeService(),
    onSuccess: (changed) => {
      toast(shared.saved(changed.name))
      setEditing(false)
    },
  })
  const remove = useSetupChange({
    ...deleteService(),
    onSuccess: () => toast(shared.deleted(name)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  if (editing) {
    return (
      <li>
        <Suspense fallback={<SkeletonRows rows={2} />}>
          <ServiceForm
            service={service}
            currency={currency ?? ''}
            busy={change.isPending}
            error={change.error}
            onSubmit={(body) => change.mutate({ path: { service_id: id }, body })}
            onCancel={() => {
              change.reset()
              setEditing(false)
            }}
          />
        </Suspense>
      </li>
    )
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <div className="min-w-0 grow basis-48">
        <p className="font-medium wrap-anywhere">{name}</p>
        <p className="text-small wrap-anywhere text-ink-soft">
          <About service={service} />
        </p>
      </div>
      {mayChange && (
        <div className="ml-auto flex gap-1">
          <Button kind="quiet" className="px-3!" aria-label={shared.changeNamed(name)} onClick={() => setEditing(true)}>
            {shared.change}
          </Button>
          <ConfirmButton
            kind="quiet"
            className="px-3!"
            busy={remove.isPending}
            aria-label={shared.deleteNamed(name)}
            title={shared.deleteAsk(name)}
            body={words.deleteBody}
            action={text.common.delete}
            onConfirm={() => remove.mutate({ path: { service_id: id } })}
          >
            {text.common.delete}
          </ConfirmButton>
        </div>
      )}
    </li>
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
