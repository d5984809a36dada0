import { useQuery } from '@tanstack/react-query'
import { FileText, FileX, MessageCircleQuestion, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/button'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { DocumentRow } from './document-row'
import { DropZone } from './drop-zone'
import { IndexNote } from './index-note'
import { Line, Progress } from './line'
import { uploadedList } from './queries'
import { useUploads, type Upload } from './use-uploads'

const AddAnswer = lazy(() => import('./add-answer').then((file) => ({ default: file.AddAnswer })))
const words = text.documents

/** What one agent knows: its documents, and the way to give it more. */
export function Documents({ agentId }: { agentId: string }) {
  const query = useQuery(uploadedList(agentId))
  const { uploads, add, replace, dismiss } = useUploads(agentId)
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        <DropZone onFiles={add} />
        <ByHand agentId={agentId} />
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
                <DocumentRow
                  key={document.id}
                  agentId={agentId}
                  document={document}
                  onReplace={(file) => replace(document.id, file)}
                />
              ))}
            </ul>
          )}
        </QueryStates>
        <IndexNote />
      </div>
    </Card>
  )
}

function ByHand({ agentId }: { agentId: string }) {
  const [open, setOpen] = useState(false)
  if (open) {
    return (
      <Suspense fallback={<SkeletonRows rows={2} className="h-14" />}>
        <AddAnswer agentId={agentId} />
      </Suspense>
    )
  }
  return (
    <div>
      <Button onClick={() => setOpen(true)}>
        <MessageCircleQuestion aria-hidden="true" className="size-4" />
        {words.byHand}
      </Button>
    </div>
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
