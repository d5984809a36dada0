import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useParams } from '@tanstack/react-router'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { sendAgain } from './actions'
import type { Message } from './queries'
import { useChanged } from './use-changed'
import { useMayWrite } from './use-may-write'

const words = text.sendAgain

/** A message that did not go out, or of which nobody knows: what that means, and once more if a person wants it. */
export function SendAgain({ message }: { message: Message }) {
  const { conversationId = '' } = useParams({ strict: false })
  const changed = useChanged()
  const again = useMutation({ ...sendAgain(), onSettled: changed })
  const mayWrite = useMayWrite()
  return (
    <div className="mt-1 w-[min(26rem,85%)]">
      <Notice tone="warn">
        <p>{message.status === 'unknown' ? words.unknown : words.failed}</p>
        {again.error && (
          <p role="alert" className="mt-1 text-bad">
            {sentenceOf(again.error)}
          </p>
        )}
        {mayWrite && (
          <Button
            className="mt-2"
            busy={again.isPending}
            onClick={() => again.mutate({ path: { conversation_id: conversationId, message_id: message.id } })}
          >
            <RotateCw aria-hidden="true" className="size-4" />
            {words.button}
          </Button>
        )}
      </Notice>
    </div>
  )
}
