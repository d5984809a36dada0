import { Problem, sentenceOf } from '@/api/problem'
import { Notice } from '@/components/notice'

/** The server's sentence, when it refused with this code: for the field it is about. */
export function refusalOf(error: unknown, code: string): string | undefined {
  return error instanceof Problem && error.code === code ? error.detail : undefined
}

/** What the server said of the whole form; a refusal shown `elsewhere` is left out. */
export function Refusal({ error, elsewhere }: { error: unknown; elsewhere: string[] }) {
  if (!error || (error instanceof Problem && elsewhere.includes(error.code))) return null
  return <Notice tone="bad">{sentenceOf(error)}</Notice>
}
