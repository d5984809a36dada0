import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { FactForm } from './fact-form'
import { makeFact, useFactChange } from './fact-queries'

/** A fact that is not kept yet. */
export function NewFact({ onDone }: { onDone: () => void }) {
  const make = useFactChange({
    ...makeFact(),
    onSuccess: ({ name }) => {
      toast(text.facts.saved(name))
      onDone()
    },
  })
  return <FactForm busy={make.isPending} error={make.error} onSubmit={(body) => make.mutate({ body })} onCancel={onDone} />
}
