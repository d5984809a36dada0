import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { CopyButton } from '@/components/copy-button'
import { SelectField, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { Switch } from '@/components/switch'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { feeds, makeFeed, resources, revokeFeed, useCalendarChange, type Feed } from './calendar-queries'
import { FormInPlace } from './form-in-place'

const words = text.calendars

/** Addresses under which other calendars read the bookings. */
export function FeedsCard() {
  const query = useQuery(feeds())
  const [url, setUrl] = useState<string>()
  return (
    <Card title={words.feeds}>
      <div className="grid gap-4">
        <p className="text-small text-ink-soft">{words.feedsLead}</p>
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={2} />}
          isEmpty={({ items }) => items.length === 0}
          empty={<p className="text-small text-ink-faint">{words.noFeeds}</p>}
        >
          {({ items }) => (
            <ul className="grid gap-3">
              {items.map((feed) => (
                <FeedRow key={feed.id} feed={feed} />
              ))}
            </ul>
          )}
        </QueryStates>
        {url && (
          <div className="grid gap-3">
            <Notice tone="warn">{words.shownOnce}</Notice>
            <code className="rounded-control bg-sunken p-3 text-small break-all">{url}</code>
            <div className="flex flex-wrap gap-2">
              <CopyButton what={url} />
              <Button kind="quiet" onClick={() => setUrl(undefined)}>
                {words.done}
              </Button>
            </div>
          </div>
        )}
        <FormInPlace label={words.newFeed}>
          {(close) => (
            <FeedForm
              onDone={(made) => {
                close()
                setUrl(made)
              }}
            />
          )}
        </FormInPlace>
      </div>
    </Card>
  )
}

function FeedRow({ feed: { id, name, shows_names } }: { feed: Feed }) {
  const revoke = useCalendarChange({
    ...revokeFeed(),
    onSuccess: () => toast(words.revoked(name)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  return (
    <li className="flex flex-wrap items-center gap-3">
      <span className="min-w-0 font-medium wrap-anywhere">{name}</span>
      <Badge tone={shows_names ? 'warn' : 'calm'}>{shows_names ? words.withNames : words.onlyBusy}</Badge>
      <ConfirmButton
        kind="quiet"
        className="ml-auto"
        busy={revoke.isPending}
        aria-label={words.revokeNamed(name)}
        title={words.revokeAsk(name)}
        body={words.revokeBody}
        action={words.revoke}
        onConfirm={() => revoke.mutate({ path: { feed_id: id } })}
      >
        {words.revoke}
      </ConfirmButton>
    </li>
  )
}

function FeedForm({ onDone }: { onDone: (url?: string) => void }) {
  const found = useQuery(resources()).data?.items ?? []
  const [resource, setResource] = useState('')
  const [showNames, setShowNames] = useState(false)
  const make = useCalendarChange({ ...makeFeed(), onSuccess: ({ url }) => onDone(url) })
  const form = useSmallForm({ name: '' }, { name: (value) => (value.trim() ? undefined : words.nameMissing) }, ({ name }) =>
    make.mutate({ body: { name: name.trim(), resource_id: resource || null, shows_names: showNames } }),
  )
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      {make.error && <Notice tone="bad">{sentenceOf(make.error)}</Notice>}
      <TextField {...form.field('name')} ref={focusOnArrival} label={words.name} maxLength={120} autoComplete="off" />
      {found.length > 1 && (
        <SelectField label={words.whose} value={resource} onChange={({ target }) => setResource(target.value)}>
          <option value="">{words.everybody}</option>
          {found.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <Switch label={words.showNames} hint={words.showNamesHint} checked={showNames} onChange={setShowNames} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={make.isPending}>
          {words.make}
        </Button>
        <Button kind="quiet" onClick={() => onDone()}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}
