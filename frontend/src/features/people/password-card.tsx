import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '@/components/button'
import { Card } from '@/components/page'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { knownPassword, newPassword } from './checks'
import { PasswordField } from './password-field'
import { Refusal, refusalOf } from './refusal'
import { changePassword, sessionKeys } from './security-queries'

const words = text.passwordChange

export function PasswordCard() {
  const queryClient = useQueryClient()
  const change = useMutation({
    ...changePassword(),
    onSuccess: () => {
      toast(words.changed)
      form.set('current_password', '')
      form.set('new_password', '')
      return queryClient.invalidateQueries({ queryKey: sessionKeys() })
    },
  })
  const form = useSmallForm(
    { current_password: '', new_password: '' },
    { current_password: knownPassword, new_password: newPassword },
    (body) => change.mutate({ body }),
  )
  const current = form.field('current_password')
  const wanted = form.field('new_password')
  return (
    <Card title={words.title} lead={words.lead}>
      <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
        <Refusal error={change.error} elsewhere={['password_wrong', 'weak_password']} />
        <PasswordField
          {...current}
          label={text.security.currentPassword}
          autoComplete="current-password"
          error={current.error ?? refusalOf(change.error, 'password_wrong')}
        />
        <PasswordField
          {...wanted}
          label={text.reset.newPassword}
          hint={text.register.passwordHint}
          autoComplete="new-password"
          error={wanted.error ?? refusalOf(change.error, 'weak_password')}
        />
        <div>
          <Button type="submit" kind="primary" busy={change.isPending}>
            {words.submit}
          </Button>
        </div>
      </form>
    </Card>
  )
}
