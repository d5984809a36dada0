import { useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import { FileText, FileWarning, Trash2 } from 'lucide-react'
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react'
import { documentKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { ConfirmButton } from '@/components/confirm-button'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { readable } from './kinds'
import { Line, Progress } from './line'
import { deleteDocument, reindexDocument, type Document } from './queries'
import { UseBadges } from './use-badges'

const Preview = lazy(() => import('./preview').then((file) => ({ default: file.Preview })))
const DocumentUse = lazy(() => import('./document-use').then((file) => ({ default: file.DocumentUse })))
const words = text.documents

type Props = { agentId: string; document: Document; onReplace: (file: File) => void }

/** A document of the agent: how far it is, what was understood of it, and what can be done with it. */
export function DocumentRow({ agentId, document, onReplace }: Props) {
  const { id, filename, status, progress, chunk_count, error } = document
  const [open, setOpen] = useState(false)
  const [sorting, setSorting] = useState(false)
  const failed = status === 'failed'
  const settled = failed || status === 'ready'
  const again = useChange(reindexDocument())
  return (
    <li className="flex items-start gap-2 py-3 first:pt-0 last:pb-0">
      <Line
        icon={
          failed ? (
            <FileWarning aria-hidden="true" className="size-5 text-bad" />
          ) : (
            <FileText aria-hidden="true" className="size-5 text-accent" />
          )
        }
        name={filename}
        state={stateOf(document)}
        failed={failed}
      >
        {status === 'processing' && <Progress name={filename} share={progress} />}
        {status === 'processing' && error && <p className="text-warn">{error.text}</p>}
        {status === 'ready' && error && (
          <p className="text-warn">{error.code === 'not_indexed' ? error.text : words.keptBecause(error.text)}</p>
        )}
        <UseBadges document={document} />
        <p className="-mb-2 flex flex-wrap gap-x-4">
          {chunk_count > 0 && (
            <Action label={words.previewOf(filename)} onClick={() => setOpen(true)}>
              {words.preview}
            </Action>
          )}
          <Action label={text.documentUse.editNamed(filename)} onClick={() => setSorting(!sorting)}>
            {text.documentUse.edit}
          </Action>
          <Replacement filename={filename} onReplace={onReplace} />
          {settled && (
            <Action
              label={words.againNamed(filename)}
              onClick={() =>
                again.mutate(
                  { path: { agent_id: agentId, document_id: id } },
                  { onError: (problem) => toast(sentenceOf(problem), 'bad') },
                )
              }
            >
              {words.again}
            </Action>
          )}
        </p>
        {sorting && (
          <Suspense>
            <DocumentUse agentId={agentId} document={document} onDone={() => setSorting(false)} />
          </Suspense>
        )}
      </Line>
      <Removal agentId={agentId} document={document} />
      {open && (
        <Suspense>
          <Preview agentId={agentId} document={document} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </li>
  )
}

function stateOf({ status, chunk_count, error }: Document): string {
  if (status === 'failed') return error?.text ?? words.failed
  if (status === 'ready') return words.ready(chunk_count)
  return status === 'processing' ? words.reading : words.waiting
}

type ActionProps = { label: string; onClick: () => void; children: ReactNode }

function Action({ label, onClick, children }: ActionProps) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="inline-flex min-h-10 items-center font-medium text-accent-strong underline-offset-4 hover:underline"
    >
      {children}
    </button>
  )
}

function Replacement({ filename, onReplace }: { filename: string; onReplace: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Action label={words.replaceNamed(filename)} onClick={() => input.current?.click()}>
        {words.replace}
      </Action>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={words.replacementOf(filename)}
        accept={readable}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) onReplace(file)
          target.value = ''
        }}
      />
    </>
  )
}

function Removal({ agentId, document: { id, filename } }: { agentId: string; document: Document }) {
  const remove = useChange(deleteDocument())
  return (
    <ConfirmButton
      kind="icon"
      className="-my-1"
      aria-label={words.remove(filename)}
      busy={remove.isPending}
      title={words.removeAsk(filename)}
      body={words.removeBody}
      action={text.common.delete}
      onConfirm={() =>
        remove.mutate(
          { path: { agent_id: agentId, document_id: id } },
          { onSuccess: () => toast(words.removed(filename)), onError: (problem) => toast(sentenceOf(problem), 'bad') },
        )
      }
    >
      {!remove.isPending && <Trash2 aria-hidden="true" className="size-4" />}
    </ConfirmButton>
  )
}

/** A mutation after which the documents are asked again, however it went. */
function useChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  return useMutation({
    ...change,
    onSettled: () => Promise.all(documentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}
