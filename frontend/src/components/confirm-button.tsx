import { useId, useRef, type ComponentProps } from 'react'
import * as text from '@/i18n'
import { Button } from './button'

type Props = Omit<ComponentProps<typeof Button>, 'title' | 'onClick'> & {
  title: string
  body: string
  action: string
  onConfirm: () => void
}

/**
 * A button that asks before it does something that is not easily taken back. The browser's own dialog keeps the focus
 * in and gives it back.
 */
export function ConfirmButton({ title, body, action, onConfirm, ...button }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const close = () => dialog.current?.close()
  return (
    <>
      <Button {...button} onClick={() => dialog.current?.showModal()} />
      <dialog
        ref={dialog}
        role="alertdialog"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-body`}
        className="m-auto w-[calc(100%-2rem)] max-w-md rounded-card border border-line bg-surface p-6 text-ink shadow-float backdrop:bg-black/45 max-sm:mb-4"
      >
        <h2 id={`${id}-title`} className="text-lead font-semibold tracking-tight break-words">
          {title}
        </h2>
        <p id={`${id}-body`} className="mt-2 text-small text-ink-soft">
          {body}
        </p>
        <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Button onClick={close}>{text.common.cancel}</Button>
          <Button
            kind="danger"
            onClick={() => {
              close()
              onConfirm()
            }}
          >
            {action}
          </Button>
        </div>
      </dialog>
    </>
  )
}
