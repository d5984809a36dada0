import { Suspense, useState, type ReactNode } from 'react'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { useFocusBack } from '@/lib/focus'

const words = text.bookingSetup

type Props = {
  name: string
  badge?: ReactNode
  about: ReactNode
  mayChange: boolean
  isDeleting: boolean
  /** What deleting it means. */
  deleteBody: string
  onDelete: () => void
  /** The form in which it is changed, which closes by `close`. None: it can only be deleted. */
  form?: (close: () => void) => ReactNode
}

/** One thing that is set up: what it is, and the buttons to change or delete it. */
export function SetupRow({ name, badge, about, mayChange, isDeleting, deleteBody, onDelete, form }: Props) {
  const [isOpen, setOpen] = useState(false)
  const button = useFocusBack(isOpen)
  if (form && isOpen) {
    return (
      <li>
        <Suspense fallback={<SkeletonRows rows={2} />}>{form(() => setOpen(false))}</Suspense>
      </li>
    )
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <div className="min-w-0 grow basis-48">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="min-w-0 font-medium wrap-anywhere">{name}</span>
          {badge}
        </p>
        <p className="text-small wrap-anywhere text-ink-soft">{about}</p>
      </div>
      {mayChange && (
        <div className="ml-auto flex gap-1">
          {form && (
            <Button ref={button} kind="quiet" className="px-3!" aria-label={words.changeNamed(name)} onClick={() => setOpen(true)}>
              {words.change}
            </Button>
          )}
          <ConfirmButton
            kind="quiet"
            className="px-3!"
            busy={isDeleting}
            aria-label={words.deleteNamed(name)}
            title={words.deleteAsk(name)}
            body={deleteBody}
            action={text.common.delete}
            onConfirm={onDelete}
          >
            {text.common.delete}
          </ConfirmButton>
        </div>
      )}
    </li>
  )
}
