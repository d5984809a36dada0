import { useQuery } from '@tanstack/react-query'
import { memo, useState } from 'react'
import { Problem } from '@/api/problem'
import { SelectField, TextField } from '@/components/field'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { isWhole } from '@/lib/whole'
import { AbleFields } from './able-fields'
import { currencies, minorOf, typedPrice } from './price'
import { SetupForm } from './setup-form'
import { resources, type Service, type ServiceBody } from './setup-queries'

const words = text.bookableServices
const shared = text.bookingSetup

type Props = {
  service?: Service
  /** What the price is in until another one is chosen. */
  currency: string
  busy: boolean
  error: unknown
  onSubmit: (body: ServiceBody) => void
  onCancel: () => void
}

/** A service, new or as it is. */
export function ServiceForm({ service, currency: first, busy, error, onSubmit, onCancel }: Props) {
  const [currency, setCurrency] = useState(first)
  const people = useQuery(resources()).data?.items
  const [chosen, setChosen] = useState<readonly string[]>(service?.resource_ids ?? [])
  const [isForAll, setIsForAll] = useState(chosen.length === 0)
  // Who was deleted since can do nothing.
  const able = people ? chosen.filter((id) => people.some((person) => person.id === id)) : chosen
  const [asked, setAsked] = useState(false)
  const [refused, setRefused] = useState('')
  const ableProblem = isForAll || able.length > 0 ? undefined : words.ableMissing
  const form = useSmallForm(
    {
      name: service?.name ?? '',
      duration: String(service?.duration_minutes ?? 30),
      before: String(service?.buffer_before_minutes ?? 0),
      after: String(service?.buffer_after_minutes ?? 0),
      price: service?.currency && service.price_minor != null ? typedPrice(service.price_minor, service.currency) : '',
    },
    {
      name: (value) => (value.trim() ? undefined : text.common.nameMissing),
      duration: (value) => (isWhole(value, 5, 1440) ? undefined : words.durationWrong),
      before: (value) => (isWhole(value, 0, 240) ? undefined : words.bufferWrong),
      after: (value) => (isWhole(value, 0, 240) ? undefined : words.bufferWrong),
      price: (value) => priceProblem(value, currency),
    },
    ({ name, duration, before, after, price }) => {
      if (ableProblem) return
      setRefused(name)
      onSubmit({
        name: name.trim(),
        duration_minutes: Number(duration),
        buffer_before_minutes: Number(before),
        buffer_after_minutes: Number(after),
        ...(price.trim() ? { price_minor: minorOf(price, currency), currency } : { price_minor: null, currency: null }),
        resource_ids: isForAll ? [] : [...able],
      })
    },
  )
  const name = form.field('name')
  const price = form.field('price')
  const isTaken = error instanceof Problem && error.code === 'service_name_taken'
  return (
    <SetupForm
      busy={busy}
      error={isTaken ? undefined : error}
      onCancel={onCancel}
      onSubmit={(event) => {
        setAsked(true)
        form.onSubmit(event)
      }}
    >
      <TextField
        {...name}
        error={name.error ?? (isTaken && name.value === refused ? error.detail : undefined)}
        ref={focusOnArrival}
        label={shared.name}
        maxLength={120}
        autoComplete="off"
      />
      <div className="grid grid-cols-2 items-end gap-4 max-sm:*:first:col-span-2 sm:grid-cols-3">
        <TextField {...form.field('duration')} label={words.duration} inputMode="numeric" autoComplete="off" />
        <TextField {...form.field('before')} label={words.before} inputMode="numeric" autoComplete="off" />
        <TextField {...form.field('after')} label={words.after} inputMode="numeric" autoComplete="off" />
      </div>
      <div className="grid grid-cols-2 items-start gap-4">
        <TextField
          {...price}
          error={price.error && priceProblem(price.value, currency)}
          label={words.price}
          inputMode="decimal"
          maxLength={20}
          autoComplete="off"
        />
        <CurrencyField currency={currency} onChange={setCurrency} />
      </div>
      <AbleFields
        people={people ?? []}
        isForAll={isForAll}
        able={able}
        onChange={(all, these) => {
          setIsForAll(all)
          setChosen(these)
        }}
        error={asked ? ableProblem : undefined}
      />
    </SetupForm>
  )
}

/** There are well over a hundred, so they are not drawn again with every letter that is typed elsewhere. */
const CurrencyField = memo(function CurrencyField({ currency, onChange }: { currency: string; onChange: (currency: string) => void }) {
  const names = new Intl.DisplayNames(undefined, { type: 'currency' })
  const known = currencies()
  return (
    <SelectField label={words.currency} value={currency} onChange={({ target }) => onChange(target.value)}>
      <option value="">{words.noCurrency}</option>
      {(currency && !known.includes(currency) ? [currency, ...known] : known).map((code) => (
        <option key={code} value={code}>
          {code} · {names.of(code)}
        </option>
      ))}
    </SelectField>
  )
})

function priceProblem(typed: string, currency: string): string | undefined {
  if (!typed.trim()) return undefined
  if (!currency) return words.currencyMissing
  return minorOf(typed, currency) === undefined ? words.priceWrong(currency, typedPrice(minorOf('25', currency)!, currency)) : undefined
}
