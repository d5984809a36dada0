import { FileUp } from 'lucide-react'
import { useId, useState } from 'react'
import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { readable } from './kinds'

const words = text.documents

/** A place to drop files on, and a plain file input for everyone else. */
export function DropZone({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const id = useId()
  const [over, setOver] = useState(false)
  return (
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onFiles(event.dataTransfer.files)
      }}
      className={cx(
        'flex cursor-pointer flex-col items-center gap-1 rounded-control border border-dashed px-4 py-6 text-center text-small transition-colors',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong hover:border-accent hover:bg-sunken',
      )}
    >
      <FileUp aria-hidden="true" className="mb-1 size-6 text-accent" />
      <span>
        {over ? words.dropNow : words.drop}{' '}
        {!over && <span className="font-medium text-accent underline underline-offset-3">{words.choose}</span>}
      </span>
      <span className="text-ink-faint">{words.limits}</span>
      <input
        id={id}
        type="file"
        multiple
        accept={readable}
        className="sr-only"
        onChange={({ target }) => {
          onFiles(target.files ?? [])
          target.value = '' // The same file may be chosen again after a refusal.
        }}
      />
    </label>
  )
}
