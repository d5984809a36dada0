import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { changeStatus, handBack, takeOver } from './actions'
import type { Standing } from './standing'
import { useChanged } from './use-changed'

const words = text.handlingActions

/** Take over, hand back, resolve, reopen: what fits to who speaks now. */
export function HandlingActions({ id, who }: { id: string; who: Standing['who'] }) {
  const changed = useChanged()
  const [minutes, setMinutes] = useState(240)
  const outcome = { onSuccess: changed, onError: (error: unknown) => toast(sentenceOf(error), 'bad') }
  const taking = useMutation({ ...takeOver(), ...outcome })
  const handing = useMutation({ ...handBack(), ...outcome })
  const settling = useMutation({ ...changeStatus(), ...outcome })
  const path = { conversation_id: id }
  return (
    <div className="flex flex-wrap items-center gap-2">
      {who === 'agent' && (
        <>
          <select
            aria-label={words.howLong}
            value={minutes}
            onChange={({ target }) => setMinutes(Number(target.value))}
            className="min-h-11 rounded-control border border-line-strong bg-surface px-2 text-small text-ink sm:min-h-10"
          >
            {Object.entries(words.lengths).map(([length, label]) => (
              <option key={length} value={length}>
                {label}
              </option>
            ))}
          </select>
          <Button busy={taking.isPending} onClick={() => taking.mutate({ path, body: { minutes } })}>
            {words.takeOver}
          </Button>
        </>
      )}
      {who === 'people' && (
        <Button busy={handing.isPending} onClick={() => handing.mutate({ path })}>
          {words.handBack}
        </Button>
      )}
      <Button
        busy={settling.isPending}
        onClick={() => settling.mutate({ path, body: { status: who === 'resolved' ? 'active' : 'resolved' } })}
      >
        {who === 'resolved' ? words.reopen : words.resolve}
      </Button>
    </div>
  )
}
