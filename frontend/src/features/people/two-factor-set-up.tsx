import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '@/components/button'
import { CopyButton } from '@/components/copy-button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { code as sixDigits, knownPassword } from './checks'
import { PasswordField } from './password-field'
import { Refusal, refusalOf } from './refusal'
import { beginTwoFactor, confirmTwoFactor, twoFactorKey, type TwoFactorSetup } from './security-queries'

const words = text.twoFactor

/** Password, then the app, then the recovery codes. Nothing is on before the app's code was right. */
export function TwoFactorSetUp({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient()
  const [setup, setSetup] = useState<TwoFactorSetup>()
  const [recoveryCodes, setRecoveryCodes] = useState<string[]>()
  if (recoveryCodes) return <RecoveryCodes codes={recoveryCodes} onKept={onDone} />
  const switchedOn = (codes: string[]) => {
    setRecoveryCodes(codes)
    toast(words.switchedOn)
    void queryClient.invalidateQueries({ queryKey: twoFactorKey() })
  }
  return setup ? (
    <Confirm setup={setup} onConfirmed={switchedOn} onCancel={onDone} />
  ) : (
    <Begin onBegun={setSetup} onCancel={onDone} />
  )
}

function Begin({ onBegun, onCancel }: { onBegun: (setup: TwoFactorSetup) => void; onCancel: () => void }) {
  const begin = useMutation({ ...beginTwoFactor(), onSuccess: onBegun })
  const form = useSmallForm({ password: '' }, { password: knownPassword }, (body) => begin.mutate({ body }))
  const password = form.field('password')
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      <Refusal error={begin.error} elsewhere={['password_wrong']} />
      <PasswordField
        {...password}
        ref={focusOnArrival}
        label={text.security.currentPassword}
        hint={words.askPassword}
        autoComplete="current-password"
        error={password.error ?? refusalOf(begin.error, 'password_wrong')}
      />
      <Buttons submit={words.begin} busy={begin.isPending} onCancel={onCancel} />
    </form>
  )
}

type ConfirmProps = { setup: TwoFactorSetup; onConfirmed: (codes: string[]) => void; onCancel: () => void }

function Confirm({ setup, onConfirmed, onCancel }: ConfirmProps) {
  const confirm = useMutation({
    ...confirmTwoFactor(),
    onSuccess: ({ recovery_codes }) => onConfirmed(recovery_codes),
  })
  const form = useSmallForm({ code: '' }, { code: sixDigits }, (body) => confirm.mutate({ body }))
  const code = form.field('code')
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      <h3 ref={focusOnArrival} tabIndex={-1} className="font-medium outline-none">{words.scanTitle}</h3>
      <img
        src={`data:image/svg+xml,${encodeURIComponent(setup.qr_svg)}`}
        alt={words.qr}
        className="size-52 rounded-control border border-line"
      />
      <div className="text-small">
        <p className="text-ink-soft">{words.byHand}</p>
        <p className="font-mono break-all select-all">{setup.secret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
      </div>
      <Refusal error={confirm.error} elsewhere={['code_wrong']} />
      <TextField
        {...code}
        label={words.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        className="max-w-40 font-mono tracking-[0.3em]"
        error={code.error ?? refusalOf(confirm.error, 'code_wrong')}
      />
      <Buttons submit={words.confirm} busy={confirm.isPending} onCancel={onCancel} />
    </form>
  )
}

function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  return (
    <div className="grid gap-4">
      <h3 ref={focusOnArrival} tabIndex={-1} className="font-medium outline-none">{words.keepTitle}</h3>
      <Notice tone="warn">{words.keepBody}</Notice>
      <ul className="grid gap-x-6 gap-y-1.5 rounded-control bg-sunken p-4 font-mono text-small sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton what={codes.join('\n')} />
        <Button kind="primary" onClick={onKept}>
          {words.kept}
        </Button>
      </div>
    </div>
  )
}

function Buttons({ submit, busy, onCancel }: { submit: string; busy: boolean; onCancel: () => void }) {
  return (
    <div className="flex flex-wrap gap-2">
      <Button type="submit" kind="primary" busy={busy}>
        {submit}
      </Button>
      <Button kind="quiet" onClick={onCancel}>
        {text.common.cancel}
      </Button>
    </div>
  )
}
