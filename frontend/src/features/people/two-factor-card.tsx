import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { longDate, useZone } from '@/lib/time'
import { anyCode, knownPassword } from './checks'
import { PasswordField } from './password-field'
import { Refusal, refusalOf } from './refusal'
import { turnTwoFactorOff, twoFactor, twoFactorKey, type TwoFactor } from './security-queries'

const words = text.twoFactor
const FEW = 3
// What is opened by a button comes with the button.
const TwoFactorSetUp = lazy(() => import('./two-factor-set-up').then((file) => ({ default: file.TwoFactorSetUp })))
const waiting = <SkeletonRows rows={1} className="h-12" />

export function TwoFactorCard() {
  const query = useQuery(twoFactor())
  // What is open stays open until it is done, whatever the server says meanwhile: recovery codes are shown once.
  const [open, setOpen] = useState<'set-up' | 'switch-off' | 'closed again'>()
  const close = () => setOpen('closed again')
  return (
    <Card title={words.title} lead={words.lead}>
      <QueryStates query={query} waiting={waiting}>
        {(standing) => (
          <div className="grid gap-4">
            <Standing standing={standing} />
            {open === 'set-up' && (
              <Suspense fallback={waiting}>
                <TwoFactorSetUp onDone={close} />
              </Suspense>
            )}
            {open === 'switch-off' && <SwitchOff onDone={close} />}
            {(!open || open === 'closed again') && (
              <div>
                <Button
                  ref={open && focusOnArrival}
                  kind={standing.is_on ? 'plain' : 'primary'}
                  onClick={() => setOpen(standing.is_on ? 'switch-off' : 'set-up')}
                >
                  {standing.is_on ? words.switchOff : words.setUp}
                </Button>
              </div>
            )}
          </div>
        )}
      </QueryStates>
    </Card>
  )
}

function Standing({ standing }: { standing: TwoFactor }) {
  const zone = useZone()
  const { is_on, turned_on_at, recovery_codes_left } = standing
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-ink-soft">
      <Badge tone={is_on ? 'good' : 'calm'}>{is_on ? words.on : words.off}</Badge>
      {is_on && turned_on_at && (
        <span>
          {words.since(longDate(turned_on_at, zone))} {words.codesLeft(recovery_codes_left)}{' '}
          {recovery_codes_left < FEW && words.codesFew}
        </span>
      )}
    </div>
  )
}

function SwitchOff({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient()
  const off = useMutation({
    ...turnTwoFactorOff(),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: twoFactorKey() })
      toast(words.switchedOff)
      onDone()
    },
  })
  const form = useSmallForm({ password: '', code: '' }, { password: knownPassword, code: anyCode }, (body) =>
    off.mutate({ body }),
  )
  const password = form.field('password')
  const code = form.field('code')
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      <p className="text-small text-ink-soft">{words.switchOffLead}</p>
      <Refusal error={off.error} elsewhere={['password_wrong', 'code_wrong']} />
      <PasswordField
        {...password}
        ref={focusOnArrival}
        label={text.security.currentPassword}
        autoComplete="current-password"
        error={password.error ?? refusalOf(off.error, 'password_wrong')}
      />
      <TextField
        {...code}
        label={words.anyCode}
        autoComplete="one-time-code"
        spellCheck={false}
        className="font-mono"
        error={code.error ?? refusalOf(off.error, 'code_wrong')}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="danger" busy={off.isPending}>
          {words.switchOff}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}
