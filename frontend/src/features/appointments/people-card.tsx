import { useQuery } from '@tanstack/react-query'
import { lazy } from 'react'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { weekInWords } from '@/lib/weekly-hours'
import { FormInPlace } from './form-in-place'
import { addResource, changeResource, deleteResource, resources, useSetupChange, type Resource } from './setup-queries'
import { SetupRow } from './setup-row'

const words = text.bookablePeople
const shared = text.bookingSetup
const PersonForm = lazy(() => import('./person-form').then((file) => ({ default: file.PersonForm })))

/** Who and what is booked. */
export function PeopleCard({ mayChange }: { mayChange: boolean }) {
  const query = useQuery(resources())
  const add = useSetupChange({ ...addResource(), onSuccess: ({ name }) => toast(shared.saved(name)) })
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        <QueryStates query={query} waiting={<SkeletonRows rows={2} />}>
          {({ items }) => (
            <ul className="grid gap-4">
              {items.map((person) => (
                <PersonRow key={person.id} person={person} mayChange={mayChange} />
              ))}
            </ul>
          )}
        </QueryStates>
        {mayChange && (
          <FormInPlace label={words.add}>
            {(close) => (
              <PersonForm
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

function PersonRow({ person, mayChange }: { person: Resource; mayChange: boolean }) {
  const { id, name, kind = 'staff', hours } = person
  const path = { resource_id: id }
  const change = useSetupChange({ ...changeResource(), onSuccess: (changed) => toast(shared.saved(changed.name)) })
  const remove = useSetupChange({
    ...deleteResource(),
    onSuccess: () => toast(shared.deleted(name)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  const own = hours && weekInWords(hours, text.weeklyHours.shortDays)
  return (
    <SetupRow
      name={name}
      badge={<Badge>{words.kinds[kind]}</Badge>}
      about={hours ? (own ? words.own(own) : words.neverThere) : words.asBusiness}
      mayChange={mayChange}
      isDeleting={remove.isPending}
      deleteBody={words.deleteBody}
      onDelete={() => remove.mutate({ path })}
      form={(close) => (
        <PersonForm
          person={person}
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
