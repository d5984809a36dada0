import { useState, type ChangeEvent, type FormEvent } from 'react'

/** A sentence when the value cannot be sent, else nothing. */
export type Check = (value: string) => string | undefined

type Values<Name extends string> = Record<Name, string>

/**
 * A form of a few text fields. Checks run on submit, and again while a refused field is being mended; the first
 * refused field gets the focus. The front door must be light, so it does without a forms library.
 */
export function useSmallForm<Name extends string>(
  initial: Values<Name>,
  checks: Record<Name, Check>,
  onValid: (values: Values<Name>) => void,
) {
  const [values, setValues] = useState(initial)
  const [errors, setErrors] = useState<Partial<Values<Name>>>({})
  const names = Object.keys(checks) as Name[]

  function set(name: Name, value: string): void {
    setValues((all) => ({ ...all, [name]: value }))
    if (errors[name]) setErrors((all) => ({ ...all, [name]: checks[name](value) }))
  }

  /** Whether the field may be sent; if not, it says why. */
  function check(name: Name): boolean {
    const refusal = checks[name](values[name])
    setErrors((all) => ({ ...all, [name]: refusal }))
    return refusal === undefined
  }

  function onSubmit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const refused = names.filter((name) => !check(name))
    const first = refused[0] && event.currentTarget.elements.namedItem(refused[0])
    if (first instanceof HTMLElement) first.focus()
    if (refused.length === 0) onValid(values)
  }

  return {
    values,
    set,
    check,
    onSubmit,
    /** Everything an input needs to be the field of this name. */
    field: (name: Name) => ({
      name,
      value: values[name],
      error: errors[name],
      onChange: ({ target }: ChangeEvent<HTMLInputElement>) => set(name, target.value),
    }),
  }
}
