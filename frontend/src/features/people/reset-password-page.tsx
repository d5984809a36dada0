import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { AuthHeading, textLink } from './auth-frame'
import { code, email, newPassword } from './checks'
import { CodeField } from './code-field'
import { PasswordField } from './password-field'
import { resetPassword } from './queries'

const words = text.reset

export function ResetPasswordPage({ email: knownEmail = '' }: { email?: string }) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const change = useMutation({
    ...resetPassword(),
    onSuccess: () => {
      queryClient.clear()
      toast(words.changed)
      void navigate({ to: '/conversations' })
    },
  })
  const form = useSmallForm(
    { email: knownEmail, code: '', password: '' },
    { email, code, password: newPassword },
    (body) => change.mutate({ body }),
  )

  return (
    <>
      <AuthHeading title={words.title} lead={words.lead} />
      <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
        {change.error && <Notice tone="bad">{sentenceOf(change.error)}</Notice>}
        <TextField
          label={text.signIn.email}
          type="email"
          autoComplete="username"
          inputMode="email"
          {...form.field('email')}
        />
        <CodeField {...form.field('code')} />
        <PasswordField
          label={words.newPassword}
          autoComplete="new-password"
          hint={text.register.passwordHint}
          {...form.field('password')}
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
