import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useRouter } from '@tanstack/react-router'
import { Problem, sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { ownPath } from '@/lib/search-params'
import { AuthHeading, textLink } from './auth-frame'
import { email, knownPassword } from './checks'
import { PasswordField } from './password-field'
import { signIn, tokenForCode } from './front-door'
import { SecondStep } from './second-step'

const words = text.signIn

type Props = { email?: string; return_to?: string }

export function SignInPage({ email: knownEmail = '', return_to }: Props) {
  const navigate = useNavigate()
  const router = useRouter()
  const queryClient = useQueryClient()
  const goIn = () => {
    queryClient.clear()
    router.history.push(ownPath(return_to))
  }
  const enter = useMutation({
    ...signIn(),
    onSuccess: (begun) => {
      if (!tokenForCode(begun)) goIn()
    },
    onError: (error, { body }) => {
      if (error instanceof Problem && error.code === 'email_not_verified') {
        void navigate({ to: '/verify-email', search: { email: body.email, return_to } })
      }
    },
  })
  const form = useSmallForm({ email: knownEmail, password: '' }, { email, password: knownPassword }, (body) =>
    enter.mutate({ body }),
  )

  const token = enter.data && tokenForCode(enter.data)
  if (token) return <SecondStep token={token} onSignedIn={goIn} onStartAgain={enter.reset} />

  return (
    <>
      <AuthHeading title={words.title} lead={words.lead} />
      <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
        {enter.error && <Notice tone="bad">{refusal(enter.error)}</Notice>}
        <TextField
          label={words.email}
          type="email"
          autoComplete="username"
          inputMode="email"
          {...form.field('email')}
        />
        <PasswordField
          label={words.password}
          autoComplete="current-password"
          {...form.field('password')}
        />
        <Button type="submit" kind="primary" busy={enter.isPending} className="mt-2">
          {words.submit}
        </Button>
        <p className="text-center text-small">
          <Link to="/forgot-password" search={{ email: form.values.email || undefined }} className={textLink}>
            {words.forgot}
          </Link>
        </p>
      </form>
      <p className="mt-6 border-t border-line pt-5 text-center text-small text-ink-soft">
        {words.noAccount}{' '}
        <Link to="/register" className={textLink}>
          {words.register}
        </Link>
      </p>
    </>
  )
}

function refusal(error: unknown): string {
  return error instanceof Problem && error.code === 'bad_credentials' ? words.badCredentials : sentenceOf(error)
}
