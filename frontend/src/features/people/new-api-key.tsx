import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Button } from '@/components/button'
import { CopyButton } from '@/components/copy-button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { fullName } from './checks'
import { Refusal } from './refusal'
import { apiKeysKey, makeApiKey, type KeyScope } from './security-queries'

const words = text.apiKeys
const choices = Object.entries(words.scopes) as [KeyScope, string][]

/** Name and scopes, then the key itself, this once. */
export function NewApiKey({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient()
  const [scopes, setScopes] = useState<readonly KeyScope[]>([])
  const [asked, setAsked] = useState(false)
  const make = useMutation({
    ...makeApiKey(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: apiKeysKey() }),
  })
  const form = useSmallForm({ name: '' }, { name: fullName }, ({ name }) => {
    if (scopes.length) make.mutate({ body: { name, scopes: [...scopes] } })
  })
  if (make.data) return <Shown apiKey={make.data.key} onDone={onDone} />
  return (
    <form
      noValidate
      className="grid gap-4 border-t border-line pt-4"
      onSubmit={(event) => {
        setAsked(true)
        form.onSubmit(event)
      }}
    >
      <Refusal error={make.error} elsewhere={[]} />
      <TextField
        {...form.field('name')}
        ref={focusOnArrival}
        label={words.name}
        hint={words.nameHint}
        maxLength={120}
        autoComplete="off"
      />
      <ScopeChoice chosen={scopes} onChoose={setScopes} error={asked && !scopes.length ? words.mayNothing : undefined} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={make.isPending}>
          {words.make}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}

type ChoiceProps = { chosen: readonly KeyScope[]; onChoose: (scopes: readonly KeyScope[]) => void; error?: string }

function ScopeChoice({ chosen, onChoose, error }: ChoiceProps) {
  const id = useId()
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1.5 text-small font-medium">{words.may}</legend>
      <div className="grid sm:grid-cols-2">
        {choices.map(([scope, label]) => (
          <label key={scope} className="flex min-h-10 cursor-pointer items-center gap-2.5 text-small">
            <input
              type="checkbox"
              className="size-4.5 shrink-0"
              checked={chosen.includes(scope)}
              onChange={({ target }) =>
                onChoose(target.checked ? [...chosen, scope] : chosen.filter((other) => other !== scope))
              }
            />
            {label}
          </label>
        ))}
      </div>
      {error && (
        <p id={id} role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}

function Shown({ apiKey, onDone }: { apiKey: string; onDone: () => void }) {
  return (
    <div className="grid gap-4 border-t border-line pt-4">
      <Notice tone="warn">{words.shownOnce}</Notice>
      <TextField
        ref={focusOnArrival}
        label={words.key}
        readOnly
        value={apiKey}
        className="font-mono"
        onFocus={({ target }) => target.select()}
      />
      <div className="flex flex-wrap gap-2">
        <CopyButton what={apiKey} />
        <Button kind="primary" onClick={onDone}>
          {words.done}
        </Button>
      </div>
    </div>
  )
}
