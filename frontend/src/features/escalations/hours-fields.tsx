import { useId } from 'react'
import { WeeklyHours } from '@/components/weekly-hours'
import * as text from '@/i18n'
import { officeWeek, type Week } from '@/lib/weekly-hours'

const words = text.escalationSettings

type Hours = Week | 'always'
type Props = { hours: Hours; onChange: (hours: Hours) => void; isChecked: boolean; error: string | undefined }

/** When somebody is there: always, or some hours of some days. */
export function HoursFields({ hours, onChange, isChecked, error }: Props) {
  const id = useId()
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1 text-small font-medium">{words.hours}</legend>
      {(['always', 'weekly'] as const).map((choice) => (
        <label key={choice} className="flex min-h-10 cursor-pointer items-center gap-2.5 text-small">
          <input
            type="radio"
            name={id}
            className="size-4.5 shrink-0"
            checked={(hours === 'always') === (choice === 'always')}
            onChange={() => onChange(choice === 'always' ? 'always' : officeWeek)}
          />
          {words[choice]}
        </label>
      ))}
      {hours !== 'always' && (
        <div className="mt-2">
          <WeeklyHours hours={hours} onChange={onChange} isChecked={isChecked} />
        </div>
      )}
      {error && (
        <p id={id} role="alert" className="mt-2 text-small text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
