import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FileText, FileWarning, FileX, Info, Trash2, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { documentKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { ConfirmButton } from '@/components/confirm-button'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { DropZone } from './drop-zone'
import { deleteDocument, documentList, type Document } from './queries'
import { useUploads, type Upload } from './use-uploads'

const words = text.documents

/** What one agent knows: its documents, and the way to give it more. */
export function Documents({ agentId }: { agentId: string }) {
  const query = useQuery(documentList(agentId))
  const { uploads, add, dismiss } = useUploads(agentId)
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        <DropZone onFiles={add} />
        {uploads.length > 0 && (
          <ul className="grid gap-2">
            {uploads.map((upload) => (
              <UploadRow key={upload.id} upload={upload} onDismiss={() => dismiss(upload.id)} />
            ))}
          </ul>
        )}
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={2} className="h-14" />}
          empty={uploads.length > 0 ? null : <StartHere />}
        >
          {(documents) => (
            <ul aria-label={words.list} className="divide-y divide-line">
              {documents.map((document) => (
                <DocumentRow key={document.id} agentId={agentId} document={document} />
              ))}
            </ul>
          )}
        </QueryStates>
        <p className="flex items-start gap-2 border-t border-line pt-4 text-small text-ink-faint">
          <Info aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          {words.english}
        </p>
      </div>
    </Card>
  )
}

function StartHere() {
  return (
    <div className="px-2 text-center text-small">
      <p className="font-medium">{words.emptyTitle}</p>
      <p className="text-ink-soft">{words.emptyBody}</p>
    </div>
  )
}

function UploadRow({ upload, onDismiss }: { upload: Upload; onDismiss: () => void }) {
  const { name, share, refusal } = upload
  if (refusal === undefined) {
    return (
      <li>
        <Line icon={<FileText aria-hidden="true" className="size-5" />} name={name} state={words.uploading(Math.round(share * 100))}>
          <Progress name={name} share={share} />
        </Line>
      </li>
    )
  }
  return (
    <li role="alert" className="flex items-start gap-3 rounded-control bg-bad-soft px-3 py-2.5 text-small text-bad">
      <FileX aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium break-words">{words.notUploaded(name)}</span>
        <span className="block">{refusal}</span>
      </span>
      <button
        type="button"
        aria-label={text.common.dismiss}
        onClick={onDismiss}
        className="-m-1 grid size-9 shrink-0 place-items-center rounded-control"
      >
        <X aria-hidden="true" className="size-4" />
      </button>
    </li>
  )
}

function DocumentRow({ agentId, document }: { agentId: string; document: Document }) {
  const { filename, status, progress, chunk_count, error } = document
  const failed = status === 'failed'
  const state = failed
    ? (error?.text ?? words.failed)
    : status === 'ready'
      ? words.ready(chunk_count)
      : status === 'processing'
        ? words.reading
        : words.waiting
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
        state={state}
        failed={failed}
      >
        {status === 'processing' && <Progress name={filename} share={progress} />}
      </Line>
      <Removal agentId={agentId} document={document} />
    </li>
  )
}

type LineProps = { icon: ReactNode; name: string; state: string; failed?: boolean; children?: ReactNode }

function Line({ icon, name, state, failed = false, children }: LineProps) {
  return (
    <div className="flex min-w-0 flex-1 items-start gap-3 text-small">
      <span className="mt-0.5 shrink-0">{icon}</span>
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{name}</p>
        <p className={failed ? 'text-bad' : 'text-ink-faint'}>{state}</p>
        {children}
      </div>
    </div>
  )
}

function Progress({ name, share }: { name: string; share: number }) {
  return (
    <progress
      aria-label={words.progressOf(name)}
      max={1}
      value={share}
      className="mt-1.5 block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-all"
    />
  )
}

function Removal({ agentId, document: { id, filename } }: { agentId: string; document: Document }) {
  const queryClient = useQueryClient()
  const remove = useMutation({
    ...deleteDocument(),
    onSuccess: () => toast(words.removed(filename)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
    onSettled: () => Promise.all(documentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
  return (
    <ConfirmButton
      kind="icon"
      className="-my-1"
      aria-label={words.remove(filename)}
      busy={remove.isPending}
      title={words.removeAsk(filename)}
      body={words.removeBody}
      action={text.common.delete}
      onConfirm={() => remove.mutate({ path: { agent_id: agentId, document_id: id } })}
    >
      {!remove.isPending && <Trash2 aria-hidden="true" className="size-4" />}
    </ConfirmButton>
  )
}
