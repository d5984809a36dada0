import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { AuthHeading, textLink } from './auth-frame'
import { email, fullName, newPassword } from './checks'
import { PasswordField } from './password-field'
import { register } from './front-door'
import { Refusal, refusalOf } from './refusal'

const words = text.register

export function RegisterPage({ email: knownEmail = '', return_to }: { email?: string; return_to?: string }) {
  const navigate = useNavigate()
  const join = useMutation({
    ...register(),
    onSuccess: (_, { body }) => void navigate({ to: '/verify-email', search: { email: body.email, return_to } }),
  })
  const form = useSmallForm(
    { full_name: '', email: knownEmail, password: '' },
    { full_name: fullName, email, password: newPassword },
    (body) => join.mutate({ body }),
  )
  const password = form.field('password')

  return (
    <>
      <AuthHeading title={words.title} lead={words.lead} />
      <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
        <Refusal error={join.error} elsewhere={['weak_password']} />
        <TextField
          label={words.fullName}
          autoComplete="name"
          {...form.field('full_name')}
        />
        <TextField
          label={text.signIn.email}
          type="email"
          autoComplete="username"
          inputMode="email"
          {...form.field('email')}
        />
        <PasswordField
          {...password}
          label={text.signIn.password}
          autoComplete="new-password"
          hint={words.passwordHint}
          error={password.error ?? refusalOf(join.error, 'weak_password')}
        />
        <Button type="submit" kind="primary" busy={join.isPending} className="mt-2">
          {words.submit}
        </Button>
      </form>
      <p className="mt-6 border-t border-line pt-5 text-center text-small text-ink-soft">
        {words.haveAccount}{' '}
        <Link to="/sign-in" className={textLink}>
          {text.signIn.submit}
        </Link>
      </p>
    </>
  )
}
