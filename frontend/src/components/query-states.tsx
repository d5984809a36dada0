import { CloudOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { sentenceOf } from '@/api/problem'
import * as text from '@/i18n'
import { Button } from './button'
import { Notice } from './notice'

type Asked<T> = { data: T | undefined; error: unknown; isFetching: boolean; refetch: () => unknown }

type Props<T> = {
  query: Asked<T>
  waiting: ReactNode
  /** Shown instead of an empty list. */
  empty?: ReactNode
  isEmpty?: (data: T) => boolean
  children: (data: T) => ReactNode
}

/** The one story of everything that is loaded: waiting, failed, empty, or here it is. */
export function QueryStates<T>({ query, waiting, empty, isEmpty = looksEmpty, children }: Props<T>) {
  const retry = (
    <Button kind="plain" busy={query.isFetching} onClick={() => void query.refetch()}>
      {text.common.tryAgain}
    </Button>
  )
  if (query.data === undefined) return query.error ? <Failed error={query.error} retry={retry} /> : waiting
  return (
    <>
      {Boolean(query.error) && (
        <div className="p-3">
          <Notice tone="warn" action={retry}>
            {text.common.staleData}
          </Notice>
        </div>
      )}
      {empty !== undefined && isEmpty(query.data) ? empty : children(query.data)}
    </>
  )
}

function Failed({ error, retry }: { error: unknown; retry: ReactNode }) {
  return (
    <div role="alert" className="mx-auto flex max-w-sm flex-col items-center gap-2 px-6 py-12 text-center">
      <span className="mb-2 grid size-12 place-items-center rounded-full bg-bad-soft text-bad">
        <CloudOff aria-hidden="true" className="size-6" />
      </span>
      <h2 className="text-lead font-semibold tracking-tight">{text.common.failedTitle}</h2>
      <p className="mb-3 text-small text-ink-soft">{sentenceOf(error)}</p>
      {retry}
    </div>
  )
}

function looksEmpty(data: unknown): boolean {
  return Array.isArray(data) && data.length === 0
}
