import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { AuthHeading } from './auth-frame'
import { anyCode, code as sixDigits } from './checks'
import { CodeField } from './code-field'
import { finishSignIn } from './front-door'
import { Refusal, refusalOf } from './refusal'

const words = text.secondStep

type Props = { token: string; onSignedIn: () => void; onStartAgain: () => void }

/** The code after the password, for those who switched two-factor sign-in on. */
export function SecondStep({ token, onSignedIn, onStartAgain }: Props) {
  const [recovery, setRecovery] = useState(false)
  const finish = useMutation({ ...finishSignIn(), onSuccess: onSignedIn })
  const form = useSmallForm({ code: '' }, { code: recovery ? anyCode : sixDigits }, (body) =>
    finish.mutate({ body: { token, ...body } }),
  )
  const field = form.field('code')
  const error = field.error ?? refusalOf(finish.error, 'code_wrong')
  return (
    <>
      <AuthHeading title={words.title} lead={recovery ? words.recoveryLead : words.lead} />
      <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
        <Refusal error={finish.error} elsewhere={['code_wrong']} />
        {recovery ? (
          <TextField
            {...field}
            ref={focusOnArrival}
            error={error}
            label={words.recovery}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        ) : (
          <CodeField {...field} ref={focusOnArrival} error={error} />
        )}
        <Button type="submit" kind="primary" busy={finish.isPending}>
          {text.signIn.submit}
        </Button>
        <Button
          kind="quiet"
          onClick={() => {
            form.set('code', '')
            finish.reset()
            setRecovery(!recovery)
          }}
        >
          {recovery ? words.useApp : words.useRecovery}
        </Button>
        <Button kind="quiet" onClick={onStartAgain}>
          {words.startAgain}
        </Button>
      </form>
    </>
  )
}
