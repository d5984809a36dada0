import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { AuthHeading, textLink } from './auth-frame'
import { code, email, newPassword } from './checks'
import { CodeField } from './code-field'
import { PasswordField } from './password-field'
import { resetPassword, tokenForCode } from './front-door'
import { Refusal, refusalOf } from './refusal'
import { SecondStep } from './second-step'

const words = text.reset

export function ResetPasswordPage({ email: knownEmail = '' }: { email?: string }) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const goIn = () => {
    queryClient.clear()
    void navigate({ to: '/conversations' })
  }
  const change = useMutation({
    ...resetPassword(),
    onSuccess: (begun) => {
      toast(words.changed)
      if (!tokenForCode(begun)) goIn()
    },
  })
  const form = useSmallForm(
    { email: knownEmail, code: '', password: '' },
    { email, code, password: newPassword },
    (body) => change.mutate({ body }),
  )

  const password = form.field('password')
  const token = change.data && tokenForCode(change.data)
  if (token) {
    return <SecondStep token={token} onSignedIn={goIn} onStartAgain={() => void navigate({ to: '/sign-in' })} />
  }

  return (
    <>
      <AuthHeading title={words.title} lead={words.lead} />
      <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
        <Refusal error={change.error} elsewhere={['weak_password']} />
        <TextField
          label={text.signIn.email}
          type="email"
          autoComplete="username"
          inputMode="email"
          {...form.field('email')}
        />
        <CodeField {...form.field('code')} />
        <PasswordField
          {...password}
          label={words.newPassword}
          autoComplete="new-password"
          hint={text.register.passwordHint}
          error={password.error ?? refusalOf(change.error, 'weak_password')}
        />
        <Button type="submit" kind="primary" busy={change.isPending} className="mt-2">
          {words.submit}
        </Button>
      </form>
      <p className="mt-6 border-t border-line pt-5 text-center text-small">
        <Link to="/forgot-password" search={{ email: knownEmail || undefined }} className={textLink}>
          {text.verify.resend}
        </Link>
      </p>
    </>
  )
}
