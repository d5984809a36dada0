import { useId } from 'react'
import * as text from '@/i18n'
import type { Resource } from './setup-queries'

const words = text.bookableServices
const shared = text.bookingSetup

type Props = {
  people: readonly Resource[]
  isForAll: boolean
  /** Who can do it, if not everybody. */
  able: readonly string[]
  onChange: (isForAll: boolean, able: readonly string[]) => void
  error: string | undefined
}

/** Who can do a service: everybody, or some. Nothing to choose while there is one person. */
export function AbleFields({ people, isForAll, able, onChange, error }: Props) {
  const id = useId()
  if (isForAll && people.length < 2) return null
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1 text-small font-medium">{words.able}</legend>
      {[true, false].map((all) => (
        <label key={String(all)} className="flex min-h-10 cursor-pointer items-center gap-2.5 text-small">
          <input type="radio" name={id} className="size-4.5 shrink-0" checked={isForAll === all} onChange={() => onChange(all, able)} />
          {all ? shared.everybody : words.onlyThese}
        </label>
      ))}
      {!isForAll && (
        <div className="ml-7 grid">
          {people.map((person) => (
            <label key={person.id} className="flex min-h-10 min-w-0 cursor-pointer items-center gap-2.5 text-small">
              <input
                type="checkbox"
                className="size-4.5 shrink-0"
                checked={able.includes(person.id)}
                onChange={({ target }) =>
                  onChange(false, target.checked ? [...able, person.id] : able.filter((other) => other !== person.id))
                }
              />
              <span className="min-w-0 wrap-anywhere">{person.name}</span>
            </label>
          ))}
        </div>
      )}
      {error && (
        <p id={id} role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
