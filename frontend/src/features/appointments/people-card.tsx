import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { weekInWords } from '@/lib/weekly-hours'
import { addResource, changeResource, deleteResource, resources, useSetupChange, type Resource } from './setup-queries'

const words = text.bookablePeople
const shared = text.bookingSetup
const PersonForm = lazy(() => import('./person-form').then((file) => ({ default: file.PersonForm })))

/** Who and what is booked. */
export function PeopleCard({ mayChange }: { mayChange: boolean }) {
  const query = useQuery(resources())
  const [adding, setAdding] = useState(false)
  const add = useSetupChange({
    ...addResource(),
    onSuccess: ({ name }) => {
      toast(shared.saved(name))
      setAdding(false)
    },
  })
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
        {adding ? (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <PersonForm
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

function PersonRow({ person, mayChange }: { person: Resource; mayChange: boolean }) {
  const { id, name, kind = 'staff', hours } = person
  const [editing, setEditing] = useState(false)
  const path = { resource_id: id }
  const change = useSetupChange({
    ...changeResource(),
    onSuccess: (changed) => {
      toast(shared.saved(changed.name))
      setEditing(false)
    },
  })
  const remove = useSetupChange({
    ...deleteResource(),
    onSuccess: () => toast(shared.deleted(name)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  if (editing) {
    return (
      <li>
        <Suspense fallback={<SkeletonRows rows={2} />}>
          <PersonForm
            person={person}
            busy={change.isPending}
            error={change.error}
            onSubmit={(body) => change.mutate({ path, body })}
            onCancel={() => {
              change.reset()
              setEditing(false)
            }}
          />
        </Suspense>
      </li>
    )
  }
  const own = hours && weekInWords(hours, text.weeklyHours.shortDays)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <div className="min-w-0 grow basis-48">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="min-w-0 font-medium wrap-anywhere">{name}</span>
          <Badge>{words.kinds[kind]}</Badge>
        </p>
        <p className="text-small text-ink-soft">{hours ? (own ? words.own(own) : words.neverThere) : words.asBusiness}</p>
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
            onConfirm={() => remove.mutate({ path })}
          >
            {text.common.delete}
          </ConfirmButton>
        </div>
      )}
    </li>
  )
}
