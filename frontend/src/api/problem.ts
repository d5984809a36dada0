import * as text from '@/i18n'

/** A refusal of the API as it stands in `application/problem+json`, or what kept us from asking. */
export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when the server could not be reached. */
    readonly status: number,
    /** Stable, for programs. */
    readonly code: string,
    /** A sentence for a person. */
    readonly detail: string,
  ) {
    super(detail)
    this.name = 'Problem'
  }
}

/** Whatever a request threw, as a `Problem`. `body` is parsed JSON, text or an exception. */
export function toProblem(body: unknown, response: Response | undefined): Problem {
  if (body instanceof Problem) return body
  if (!response) return new Problem(0, 'unreachable', text.common.offline)
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const code = typeof fields.code === 'string' ? fields.code : 'failed'
  const detail = typeof fields.detail === 'string' && fields.detail ? fields.detail : text.common.unexpected
  return new Problem(response.status, code, detail)
}

/** The sentence to show for any error. */
export function sentenceOf(error: unknown): string {
  return error instanceof Problem ? error.detail : text.common.unexpected
}
