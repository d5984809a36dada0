import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { ownPath } from '@/lib/search-params'
import { AuthHeading, textLink } from './auth-frame'
import { code, email } from './checks'
import { CodeField } from './code-field'
import { resendCode, verifyEmail } from './front-door'

const words = text.verify

export function VerifyEmailPage({ email: knownEmail = '', return_to }: { email?: string; return_to?: string }) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const confirm = useMutation({
    ...verifyEmail(),
    onSuccess: () => {
      queryClient.clear()
      router.history.push(ownPath(return_to ?? '/agents'))
    },
    onError: () => form.set('code', ''),
  })
  const again = useMutation({ ...resendCode(), onSuccess: () => confirm.reset() })
  const form = useSmallForm({ email: knownEmail, code: '' }, { email, code }, (body) => confirm.mutate({ body }))
  const failed = confirm.error ?? again.error

  return (
    <>
      <AuthHeading title={words.title} lead={knownEmail ? words.lead(knownEmail) : words.leadNoEmail} />
      <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
        {failed && <Notice tone="bad">{sentenceOf(failed)}</Notice>}
        {again.isSuccess && !failed && <Notice tone="good">{words.resent}</Notice>}
        {!knownEmail && (
          <TextField
            label={text.signIn.email}
            type="email"
            autoComplete="username"
           
            {...form.field('email')}
          />
        )}
        <CodeField {...form.field('code')} />
        <Button type="submit" kind="primary" busy={confirm.isPending}>
          {words.submit}
        </Button>
        <Button
          kind="quiet"
          busy={again.isPending}
          onClick={() => {
            if (form.check('email')) again.mutate({ body: { email: form.values.email } })
          }}
        >
          {words.resend}
        </Button>
      </form>
      <p className="mt-6 border-t border-line pt-5 text-center text-small">
        <Link to="/register" className={textLink}>
          {words.otherAddress}
        </Link>
      </p>
    </>
  )
}
