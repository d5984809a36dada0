import { Copy } from 'lucide-react'
import * as text from '@/i18n'
import { Button } from './button'
import { toast } from './toasts'

/** What is shown once, on its way to somewhere safe. */
export function CopyButton({ what }: { what: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(what)
      toast(text.common.copied)
    } catch {
      toast(text.common.copyFailed, 'bad')
    }
  }
  return (
    <Button onClick={() => void copy()}>
      <Copy aria-hidden="true" className="size-4" />
      {text.common.copy}
    </Button>
  )
}
