import { lazy, Suspense, useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { approveFact, changeFact, deleteFact, rejectFact, useFactChange, type Fact } from './fact-queries'

const words = text.facts
const FactForm = lazy(() => import('./fact-form').then((file) => ({ default: file.FactForm })))
const failed = (error: unknown) => toast(sentenceOf(error), 'bad')

/** One fact, where it comes from, and what may be decided about it. */
export function FactCard({ fact, mayWrite }: { fact: Fact; mayWrite: boolean }) {
  const [editing, setEditing] = useState(false)
  const change = useFactChange({
    ...changeFact(),
    onSuccess: ({ name }) => {
      toast(words.saved(name))
      setEditing(false)
    },
  })
  return (
    <li className="rounded-card border border-line bg-surface p-4 shadow-card sm:p-5">
      <article aria-label={fact.name} className="grid gap-2">
        {editing ? (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <FactForm
              fact={fact}
              busy={change.isPending}
              error={change.error}
              onSubmit={(body) => change.mutate({ path: { fact_id: fact.id }, body })}
              onCancel={() => setEditing(false)}
            />
          </Suspense>
        ) : (
          <>
            <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h3 className="min-w-0 font-semibold tracking-tight wrap-anywhere">{fact.name}</h3>
              <Badge>{words.kinds[fact.kind]}</Badge>
              {fact.agent_id && <Badge>{words.oneAgent}</Badge>}
            </header>
            <p className="wrap-anywhere whitespace-pre-line">{fact.value}</p>
            <Source fact={fact} />
            {mayWrite && <Actions fact={fact} onEdit={() => setEditing(true)} />}
          </>
        )}
      </article>
    </li>
  )
}

function Source({ fact: { source } }: { fact: Fact }) {
  if (!source) return null
  const where = source.page ? words.fromPage(source.document, source.page) : words.from(source.document)
  return (
    <p className="text-small wrap-anywhere text-ink-faint">
      {where}
      {!source.document_id && ` · ${words.sourceGone}`}
    </p>
  )
}

function Actions({ fact: { id, name, status }, onEdit }: { fact: Fact; onEdit: () => void }) {
  const path = { fact_id: id }
  const approve = useFactChange({ ...approveFact(), onSuccess: () => toast(words.approved(name)), onError: failed })
  const reject = useFactChange({ ...rejectFact(), onSuccess: () => toast(words.rejected(name)), onError: failed })
  const remove = useFactChange({ ...deleteFact(), onSuccess: () => toast(words.removed(name)), onError: failed })
  return (
    <div className="flex flex-wrap gap-2">
      {status !== 'approved' && (
        <Button kind="primary" busy={approve.isPending} aria-label={words.approveNamed(name)} onClick={() => approve.mutate({ path })}>
          {words.approve}
        </Button>
      )}
      <Button aria-label={words.changeNamed(name)} onClick={onEdit}>
        {words.change}
      </Button>
      {status === 'proposed' ? (
        <Button kind="quiet" busy={reject.isPending} aria-label={words.rejectNamed(name)} onClick={() => reject.mutate({ path })}>
          {words.reject}
        </Button>
      ) : (
        <ConfirmButton
          kind="quiet"
          busy={remove.isPending}
          aria-label={words.removeNamed(name)}
          title={words.removeAsk(name)}
          body={words.removeBody}
          action={words.remove}
          onConfirm={() => remove.mutate({ path })}
        >
          {words.remove}
        </ConfirmButton>
      )}
    </div>
  )
}
