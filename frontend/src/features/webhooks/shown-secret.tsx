import { Button } from '@/components/button'
import { CopyButton } from '@/components/copy-button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'

const words = text.webhooks

/** A secret that nobody can show again. */
export function ShownSecret({ secret, hint, onDone }: { secret: string; hint: string; onDone: () => void }) {
  return (
    <div className="grid gap-4">
      <Notice tone="warn">{words.secretTitle}</Notice>
      <TextField
        ref={focusOnArrival}
        label={words.secret}
        hint={hint}
        readOnly
        value={secret}
        className="font-mono"
        onFocus={({ target }) => target.select()}
      />
      <div className="flex flex-wrap gap-2">
        <CopyButton what={secret} />
        <Button kind="primary" onClick={onDone}>
          {words.done}
        </Button>
      </div>
    </div>
  )
}
