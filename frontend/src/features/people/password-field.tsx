import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps } from 'react'
import { Field } from '@/components/field'
import * as text from '@/i18n'

type Props = { label: string; hint?: string; error?: string } & ComponentProps<'input'>

/** A password that can be looked at before it is sent. */
export function PasswordField({ label, hint, error, ...input }: Props) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <span className="relative block">
          <input {...input} {...control} type={shown ? 'text' : 'password'} className="field-box pr-12" />
          <button
            type="button"
            aria-label={shown ? text.signIn.hidePassword : text.signIn.showPassword}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 right-0 grid w-11 place-items-center rounded-control text-ink-faint hover:text-ink"
          >
            <Icon aria-hidden="true" className="size-4.5" />
          </button>
        </span>
      )}
    </Field>
  )
}
