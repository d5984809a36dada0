import { useId, type ComponentProps, type ReactNode } from 'react'
import { cx } from '@/lib/cx'

type Frame = { label: string; hint?: ReactNode; error?: string }
type Control = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }

/** Label above, hint and error below, all tied to the control for those who cannot see them. */
export function Field({ label, hint, error, children }: Frame & { children: (control: Control) => ReactNode }) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="text-small font-medium text-ink">
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-small text-ink-faint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-small text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

export function TextField({ label, hint, error, className, ...input }: Frame & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <input {...input} {...control} className={cx('field-box', className)} />}
    </Field>
  )
}

export function TextArea({ label, hint, error, className, ...area }: Frame & ComponentProps<'textarea'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <textarea {...area} {...control} className={cx('field-box resize-y', className)} />}
    </Field>
  )
}

export function SelectField({ label, hint, error, className, ...select }: Frame & ComponentProps<'select'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <select {...select} {...control} className={cx('field-box', className)} />}
    </Field>
  )
}
