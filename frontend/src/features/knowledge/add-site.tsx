import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { documentKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { SelectField, TextField } from '@/components/field'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { addSite, type Refresh } from './site-queries'

const words = text.sites

/** An address, how much of it, and how often. What the server says about the address stands at the address. */
export function AddSite({ agentId }: { agentId: string }) {
  const queryClient = useQueryClient()
  const [wholeSite, setWholeSite] = useState(true)
  const [refresh, setRefresh] = useState<Refresh>('weekly')
  const add = useMutation({
    ...addSite(),
    onSuccess: (site) => {
      toast(words.added(site.url))
      form.set('url', '')
    },
    onSettled: () => Promise.all(documentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
  const form = useSmallForm(
    { url: '' },
    { url: (url) => (url.trim() ? undefined : words.urlMissing) },
    ({ url }) => add.mutate({ path: { agent_id: agentId }, body: { url, whole_site: wholeSite, refresh } }),
  )
  const url = form.field('url')
  return (
    <form noValidate onSubmit={form.onSubmit} className="grid gap-3">
      <TextField
        {...url}
        error={url.error ?? (add.error ? sentenceOf(add.error) : undefined)}
        label={words.url}
        hint={words.urlHint}
        type="url"
        inputMode="url"
        placeholder="https://example.com"
        maxLength={1000}
        autoComplete="off"
        spellCheck={false}
      />
      <label className="flex min-h-10 cursor-pointer items-center gap-2.5 text-small">
        <input
          type="checkbox"
          className="size-4.5 shrink-0 accent-accent"
          checked={wholeSite}
          onChange={(event) => setWholeSite(event.target.checked)}
        />
        {words.wholeSite}
      </label>
      <div className="flex flex-wrap items-end gap-3">
        <RefreshField value={refresh} onChoose={setRefresh} />
        <Button type="submit" kind="primary" busy={add.isPending}>
          {words.add}
        </Button>
      </div>
    </form>
  )
}

/** How often a site is read again by itself. */
export function RefreshField({ value, onChoose }: { value: Refresh; onChoose: (refresh: Refresh) => void }) {
  return (
    <SelectField label={words.refresh} value={value} onChange={(event) => onChoose(event.target.value as Refresh)}>
      {Object.entries(words.refreshes).map(([each, label]) => (
        <option key={each} value={each}>
          {label}
        </option>
      ))}
    </SelectField>
  )
}
