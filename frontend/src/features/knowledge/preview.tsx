import { useInfiniteQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { Button } from '@/components/button'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { passages, type Document } from './queries'

const words = text.documents

/** What was understood of a document, piece by piece, as the agent finds and quotes it. */
export function Preview({ agentId, document, onClose }: { agentId: string; document: Document; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const query = useInfiniteQuery(passages(agentId, document.id))
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className="my-0 mr-0 ml-auto h-dvh max-h-none w-full max-w-xl border-l border-line bg-surface text-ink shadow-float backdrop:bg-black/45"
    >
      <header className="sticky top-0 flex items-start gap-3 border-b border-line bg-surface px-5 py-4">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="text-lead font-semibold tracking-tight break-words">
            {words.previewOf(document.filename)}
          </h2>
          <p className="text-small text-ink-soft">{words.previewLead}</p>
        </div>
        <Button kind="icon" className="-my-1" aria-label={text.common.close} onClick={() => dialog.current?.close()}>
          <X aria-hidden="true" className="size-5" />
        </Button>
      </header>
      <div className="grid gap-4 p-5">
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={4} className="h-24" />}
          empty={<p className="text-small text-ink-soft">{words.previewEmpty}</p>}
        >
          {(found) => (
            <ol className="grid gap-4">
              {found.map(({ ordinal, section, page, text: passage }) => (
                <li key={ordinal} className="rounded-control border border-line p-4 text-small">
                  <p className="mb-1 font-medium wrap-anywhere text-ink-soft">
                    {[page === null ? '' : words.page(page), section].filter(Boolean).join(' · ') ||
                      words.passage(ordinal + 1)}
                  </p>
                  <p className="wrap-anywhere whitespace-pre-line">{passage}</p>
                </li>
              ))}
            </ol>
          )}
        </QueryStates>
        {query.hasNextPage && (
          <div className="text-center">
            <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {text.common.loadMore}
            </Button>
          </div>
        )}
      </div>
    </dialog>
  )
}
