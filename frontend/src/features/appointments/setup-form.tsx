import type { FormEvent, ReactNode } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'

type Props = {
  busy: boolean
  /** Why it was refused; nothing: it was not, or a field says so. */
  error: unknown
  save?: string
  onSubmit: (event: FormEvent<HTMLFormElement>) => void
  onCancel: () => void
  children: ReactNode
}

/** What the forms of services, people and special days share: the frame, the refusal on top, the buttons below. */
export function SetupForm({ busy, error, save = text.common.save, onSubmit, onCancel, children }: Props) {
  return (
    <form
      noValidate
      className="grid gap-4 border-line py-4 max-sm:border-y sm:rounded-control sm:border sm:px-4"
      onSubmit={onSubmit}
    >
      {Boolean(error) && <Notice tone="bad">{sentenceOf(error)}</Notice>}
      {children}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={busy}>
          {save}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}
