import type { ComponentProps } from 'react'
import * as text from '@/i18n'
import type { Role } from './team-queries'

type Props = Omit<ComponentProps<'select'>, 'value' | 'onChange'> & {
  value: Role
  /** Only owners make owners. */
  isOwner: boolean
  onChange: (role: Role) => void
}

/** The roles that the person who chooses may give. */
export function RoleChoice({ isOwner, onChange, ...select }: Props) {
  const roles = (Object.keys(text.roles) as Role[]).filter((role) => isOwner || role !== 'owner')
  return (
    <select {...select} className="field-box w-auto" onChange={({ target }) => onChange(target.value as Role)}>
      {roles.map((role) => (
        <option key={role} value={role}>
          {text.roles[role]}
        </option>
      ))}
    </select>
  )
}
