import * as text from '@/i18n'
import { cx } from '@/lib/cx'
import { bubbles, bubbleShape, noteLook } from './bubbles'
import type { Leaving } from './use-speech'

/** What was just written here, until it stands in the conversation. */
export function LeavingRow({ line: { as, text: said } }: { line: Leaving }) {
  return (
    <li className="flex flex-col items-end opacity-70">
      <div className={cx(bubbleShape, as === 'note' ? noteLook : bubbles.human)}>
        <p className="break-words whitespace-pre-wrap">{said}</p>
      </div>
      <p role="status" className="mt-0.5 px-1 text-tiny text-ink-faint">
        {text.written.leaving}
      </p>
    </li>
  )
}
