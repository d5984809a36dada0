import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { CannedReplyForm } from './canned-reply-form'
import { makeReply, useReplyChange } from './canned-reply-queries'

/** A text that is not kept yet. */
export function NewReply({ onDone }: { onDone: () => void }) {
  const make = useReplyChange({
    ...makeReply(),
    onSuccess: ({ title }) => {
      toast(text.cannedReplies.saved(title))
      onDone()
    },
  })
  return (
    <CannedReplyForm busy={make.isPending} error={make.error} onSubmit={(body) => make.mutate({ body })} onCancel={onDone} />
  )
}
