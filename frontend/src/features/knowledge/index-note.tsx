import { useQuery } from '@tanstack/react-query'
import { Info } from 'lucide-react'
import * as text from '@/i18n'
import { searchIndex } from './site-queries'

const words = text.searchIndex

/** Which embedding model is used, and what to know about it. Says nothing until it knows. */
export function IndexNote() {
  const { data } = useQuery(searchIndex())
  if (data === undefined) return null
  const { model, next_model, progress, is_english_first, left_out } = data
  return (
    <p className="flex items-start gap-2 border-t border-line pt-4 text-small text-ink-faint">
      <Info aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>
        {words.model(model)} {is_english_first && words.english}{' '}
        {next_model && words.changing(next_model, Math.floor((progress ?? 0) * 100))}
        {left_out > 0 && ` ${words.leftOut(left_out)}`}
      </span>
    </p>
  )
}
