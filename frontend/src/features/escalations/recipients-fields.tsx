import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import * as text from '@/i18n'
import { memberList } from './escalation-queries'

const words = text.escalationSettings

type Props = {
  /** Ids of members, or the owners and admins, whoever they are. */
  chosen: readonly string[] | 'managers'
  onChoose: (chosen: readonly string[] | 'managers') => void
  error: string | undefined
}

/** Who is told when a customer needs a person. */
export function RecipientsFields({ chosen, onChoose, error }: Props) {
  const id = useId()
  const { data: members = [] } = useQuery(memberList())
  const named = chosen === 'managers' ? [] : chosen
  const unknown = named.filter((userId) => !members.some(({ user_id }) => user_id === userId))
  const rows = [...members, ...unknown.map((user_id) => ({ user_id, full_name: words.someone, email: '' }))]
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1 text-small font-medium">{words.recipients}</legend>
      {(['managers', 'these'] as const).map((choice) => (
        <label key={choice} className="flex min-h-10 cursor-pointer items-center gap-2.5 text-small">
          <input
            type="radio"
            name={id}
            className="size-4.5 shrink-0"
            checked={(chosen === 'managers') === (choice === 'managers')}
            onChange={() => onChoose(choice === 'managers' ? 'managers' : [])}
          />
          {choice === 'managers' ? words.ownersAndAdmins : words.these}
        </label>
      ))}
      {chosen !== 'managers' && (
        <div className="ml-7 grid">
          {rows.map(({ user_id, full_name, email }) => (
            <label key={user_id} className="flex min-h-10 min-w-0 cursor-pointer items-center gap-2.5 text-small">
              <input
                type="checkbox"
                className="size-4.5 shrink-0"
                checked={named.includes(user_id)}
                onChange={({ target }) =>
                  onChoose(target.checked ? [...named, user_id] : named.filter((other) => other !== user_id))
                }
              />
              <span className="min-w-0 break-words">
                {full_name} <span className="text-ink-faint">{email}</span>
              </span>
            </label>
          ))}
        </div>
      )}
      {error && (
        <p id={id} role="alert" className="mt-1 text-small text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
