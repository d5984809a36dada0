import { lazy, Suspense, useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { changeReply, deleteReply, useReplyChange, type CannedReply } from './canned-reply-queries'

const words = text.cannedReplies
const CannedReplyForm = lazy(() => import('./canned-reply-form').then((file) => ({ default: file.CannedReplyForm })))

/** One text, as it is kept. */
export function CannedReplyCard({ reply, mayWrite }: { reply: CannedReply; mayWrite: boolean }) {
  const [editing, setEditing] = useState(false)
  const { id, title, shortcut } = reply
  const change = useReplyChange({
    ...changeReply(),
    onSuccess: (changed) => {
      toast(words.saved(changed.title))
      setEditing(false)
    },
  })
  return (
    <li className="rounded-card border border-line bg-surface p-5 shadow-card sm:p-6">
      <article aria-label={title} className="grid gap-3">
        {editing ? (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <CannedReplyForm
              reply={reply}
              busy={change.isPending}
              error={change.error}
              onSubmit={(body) => change.mutate({ path: { canned_reply_id: id }, body })}
              onCancel={() => setEditing(false)}
            />
          </Suspense>
        ) : (
          <>
            <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h2 className="min-w-0 text-lead font-semibold tracking-tight wrap-anywhere">{title}</h2>
              {shortcut && <Badge>/{shortcut}</Badge>}
            </header>
            <p className="text-small wrap-anywhere whitespace-pre-line text-ink-soft">{reply.text}</p>
            {mayWrite && <Actions reply={reply} onEdit={() => setEditing(true)} />}
          </>
        )}
      </article>
    </li>
  )
}

function Actions({ reply: { id, title }, onEdit }: { reply: CannedReply; onEdit: () => void }) {
  const remove = useReplyChange({
    ...deleteReply(),
    onSuccess: () => toast(words.removed(title)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
  })
  return (
    <div className="flex flex-wrap gap-2">
      <Button aria-label={words.editNamed(title)} onClick={onEdit}>
        {words.edit}
      </Button>
      <ConfirmButton
        kind="quiet"
        busy={remove.isPending}
        aria-label={words.removeNamed(title)}
        title={words.removeAsk(title)}
        body={words.removeBody}
        action={words.remove}
        onConfirm={() => remove.mutate({ path: { canned_reply_id: id } })}
      >
        {words.remove}
      </ConfirmButton>
    </div>
  )
}
