import { Problem, toProblem } from '@/api/problem'
import * as text from '@/i18n'
import { workspaceHeaders } from '@/lib/workspace'
import { uploadAddress } from './queries'

const LARGEST_BYTES = 20 * 1024 * 1024

type Sending = { agentId: string; file: File; replaces?: string }

/** Send one file; `onProgress` hears 0 to 1. Rejects with a `Problem` whose sentence can be shown. */
export function uploadFile({ agentId, file, replaces }: Sending, onProgress: (share: number) => void): Promise<void> {
  if (file.size > LARGEST_BYTES) return Promise.reject(new Problem(413, 'too_large', text.documents.tooLarge))
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(replaces === undefined ? 'POST' : 'PUT', uploadAddress(agentId, replaces))
    for (const [name, value] of Object.entries(workspaceHeaders())) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0)
    request.onerror = () => reject(toProblem(undefined, undefined))
    request.onload = () => (request.status < 300 ? resolve() : reject(refusal(request)))
    const body = new FormData()
    body.append('file', file)
    request.send(body)
  })
}

function refusal(request: XMLHttpRequest): Problem {
  let body: unknown
  try {
    body = JSON.parse(request.responseText)
  } catch {
    body = undefined // A proxy in between answered in its own words.
  }
  return toProblem(body, new Response(null, { status: request.status }))
}
