import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { SelectField, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { shortWhen, useZone } from '@/lib/time'
import { addBusyCalendar, busyCalendars, removeBusyCalendar, resources, useCalendarChange, type BusyCalendar } from './calendar-queries'
import { FormInPlace } from './form-in-place'

const words = text.calendars

/** Other people's calendars, in which somebody here is busy. */
export function BusyCalendarsCard() {
  const query = useQuery(busyCalendars())
  return (
    <Card title={words.busy}>
      <div className="grid gap-4">
        <p className="text-small text-ink-soft">{words.busyLead}</p>
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={2} />}
          isEmpty={({ items }) => items.length === 0}
          empty={<p className="text-small text-ink-faint">{words.noBusy}</p>}
        >
          {({ items }) => (
            <ul className="grid gap-3">
              {items.map((calendar) => (
                <BusyRow key={calendar.id} calendar={calendar} />
              ))}
            </ul>
          )}
        </QueryStates>
        <FormInPlace label={words.newBusy}>{(close) => <BusyForm onDone={close} />}</FormInPlace>
      </div>
    </Card>
  )
}

function BusyRow({ calendar: { id, name, host, read_at, error } }: { calendar: BusyCalendar }) {
  const zone = useZone()
  const remove = useCalendarChange({
    ...removeBusyCalendar(),
    onSuccess: () => toast(words.removed(name)),
    onError: (failure) => toast(sentenceOf(failure), 'bad'),
  })
  return (
    <li className="grid gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <span className="min-w-0 font-medium wrap-anywhere">{name}</span>
        <span className="text-small text-ink-faint">
          {host} · {read_at ? words.lastRead(shortWhen(read_at, new Date(), zone)) : words.notYet}
        </span>
        <ConfirmButton
          kind="quiet"
          className="ml-auto"
          busy={remove.isPending}
          aria-label={words.removeNamed(name)}
          title={words.removeAsk(name)}
          body={words.removeBody}
          action={words.remove}
          onConfirm={() => remove.mutate({ path: { calendar_id: id } })}
        >
          {words.remove}
        </ConfirmButton>
      </div>
      {error && <Notice tone="warn">{error}</Notice>}
    </li>
  )
}

function BusyForm({ onDone }: { onDone: () => void }) {
  const found = useQuery(resources()).data?.items ?? []
  const [chosen, setChosen] = useState<string>()
  const resource = chosen ?? found[0]?.id
  const add = useCalendarChange({
    ...addBusyCalendar(),
    onSuccess: ({ name }) => {
      toast(words.added(name))
      onDone()
    },
  })
  const form = useSmallForm(
    { name: '', url: '' },
    {
      name: (value) => (value.trim() ? undefined : words.nameMissing),
      url: (value) => (value.trim() ? undefined : words.addressMissing),
    },
    ({ name, url }) => {
      if (resource) add.mutate({ body: { resource_id: resource, name: name.trim(), url: url.trim() } })
    },
  )
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      {add.error && <Notice tone="bad">{sentenceOf(add.error)}</Notice>}
      <SelectField ref={focusOnArrival} label={words.who} value={resource} onChange={({ target }) => setChosen(target.value)}>
        {found.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField {...form.field('name')} label={words.name} maxLength={120} autoComplete="off" />
      <TextField {...form.field('url')} label={words.address} hint={words.addressHint} type="url" maxLength={2000} autoComplete="off" />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={add.isPending}>
          {words.add}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}
