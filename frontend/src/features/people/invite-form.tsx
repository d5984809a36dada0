import { useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { Field, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { useSmallForm } from '@/lib/form'
import { email } from './checks'
import { refusalOf } from './refusal'
import { RoleChoice } from './role-choice'
import { invite, useTeamChange, type Role } from './team-queries'

const words = text.invitations

/** An address and a role. Who is in the team already is said at the address. */
export function InviteForm({ isOwner }: { isOwner: boolean }) {
  const [role, setRole] = useState<Role>('teammate')
  const send = useTeamChange({
    ...invite(),
    onSuccess: (made) => {
      form.set('email', '')
      toast(words.sent(made.email))
    },
  })
  const form = useSmallForm({ email: '' }, { email }, (body) => send.mutate({ body: { ...body, role } }))
  const address = form.field('email')
  const already = refusalOf(send.error, 'already_member')
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      {Boolean(send.error) && !already && <Notice tone="bad">{sentenceOf(send.error)}</Notice>}
      <TextField
        {...address}
        error={address.error ?? already}
        label={words.email}
        type="email"
        inputMode="email"
        autoComplete="off"
        maxLength={320}
      />
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Field label={words.as} hint={text.roleHints[role]}>
          {(control) => <RoleChoice {...control} value={role} isOwner={isOwner} onChange={setRole} />}
        </Field>
        <Button type="submit" kind="primary" busy={send.isPending}>
          {words.send}
        </Button>
      </div>
    </form>
  )
}
