import { FileText } from 'lucide-react'
import * as text from '@/i18n'
import { useZone } from '@/lib/time'
import { proofOf, type Source } from './proof'
import type { Message } from './queries'

type Props = { message: Message; before: Message | undefined }

/** What is known about a message, step by step. */
export function ProofSteps({ message, before }: Props) {
  const zone = useZone()
  return (
    <ol className="w-[min(26rem,80vw)] mt-1 rounded-control border border-line bg-surface px-4 py-3 text-left text-small">
      {proofOf(message, before, zone).map((step, index) => (
        <li
          key={index}
          className="relative border-l border-line pb-3 pl-4 last:border-transparent last:pb-0 before:absolute before:top-1.5 before:-left-1 before:size-2 before:rounded-full before:bg-accent"
        >
          <p className="font-medium">{step.title}</p>
          {step.lines.map((line) => (
            <p key={line} className="break-words text-ink-soft">
              {line}
            </p>
          ))}
          {step.held && (
            <blockquote aria-label={text.proof.heldBack} className="mt-1.5 border-l-2 border-warn pl-3 break-words whitespace-pre-wrap text-ink-soft">
              {step.held}
            </blockquote>
          )}
          {step.sources?.map((source, index) => <SourceNote key={index} source={source} />)}
        </li>
      ))}
    </ol>
  )
}

function SourceNote({ source }: { source: Source }) {
  return (
    <p className="mt-1.5 flex items-start gap-2 rounded-lg bg-sunken px-3 py-2">
      <FileText aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent" />
      <span className="min-w-0">
        <span className="block font-medium break-words">{text.proof.sourceOf(source.file, source.page)}</span>
        {source.section && <span className="block break-words text-ink-soft">{source.section}</span>}
      </span>
    </p>
  )
}
