import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { AuthHeading, textLink } from './auth-frame'
import { email } from './checks'
import { forgotPassword } from './front-door'

const words = text.forgot

export function ForgotPasswordPage({ email: knownEmail = '' }: { email?: string }) {
  const navigate = useNavigate()
  const ask = useMutation({
    ...forgotPassword(),
    onSuccess: (_, { body }) => void navigate({ to: '/reset-password', search: { email: body.email } }),
  })
  const form = useSmallForm({ email: knownEmail }, { email }, (body) => ask.mutate({ body }))

  return (
    <>
      <AuthHeading title={words.title} lead={words.lead} />
      <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
        {ask.error && <Notice tone="bad">{sentenceOf(ask.error)}</Notice>}
        <TextField
          label={text.signIn.email}
          type="email"
          autoComplete="username"
          inputMode="email"
          {...form.field('email')}
        />
        <Button type="submit" kind="primary" busy={ask.isPending}>
          {words.submit}
        </Button>
      </form>
      <p className="mt-6 border-t border-line pt-5 text-center text-small">
        <Link to="/sign-in" className={textLink}>
          {words.backToSignIn}
        </Link>
      </p>
    </>
  )
}
