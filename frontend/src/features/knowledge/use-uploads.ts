import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { documentKeys } from '@/api/keys'
import { sentenceOf } from '@/api/problem'
import { uploadFile } from './upload'

/** One file on its way up, or refused: then `refusal` says why. */
export type Upload = { id: string; name: string; share: number; refusal?: string }

/** Files that are being sent to one agent. A file that has arrived leaves this list and stands among the documents. */
export function useUploads(agentId: string) {
  const queryClient = useQueryClient()
  const [uploads, setUploads] = useState<Upload[]>([])

  const change = (id: string, fields: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.id === id ? { ...one, ...fields } : one)))
  const dismiss = (id: string) => setUploads((all) => all.filter((one) => one.id !== id))

  async function send(file: File, replaces?: string): Promise<void> {
    const id = crypto.randomUUID()
    setUploads((all) => [...all, { id, name: file.name, share: 0 }])
    try {
      await uploadFile({ agentId, file, replaces }, (share) => change(id, { share }))
      await Promise.all(documentKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey })))
      dismiss(id)
    } catch (error) {
      change(id, { refusal: sentenceOf(error) })
    }
  }

  return {
    uploads,
    dismiss,
    add: (files: Iterable<File>) => void [...files].map((file) => send(file)),
    /** The document answers until the file that takes its place is ready. */
    replace: (documentId: string, file: File) => void send(file, documentId),
  }
}
