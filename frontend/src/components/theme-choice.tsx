import { Monitor, Moon, Sun } from 'lucide-react'
import { useId } from 'react'
import * as text from '@/i18n'
import { chooseTheme, useTheme, type Theme } from '@/lib/theme'

const choices: { theme: Theme; label: string; icon: typeof Sun }[] = [
  { theme: 'system', label: text.shell.themeSystem, icon: Monitor },
  { theme: 'light', label: text.shell.themeLight, icon: Sun },
  { theme: 'dark', label: text.shell.themeDark, icon: Moon },
]

export function ThemeChoice() {
  const chosen = useTheme()
  const name = useId()
  return (
    <fieldset>
      <legend className="mb-1.5 text-tiny font-medium text-ink-faint">{text.shell.theme}</legend>
      <div className="grid grid-cols-3 gap-1 rounded-control bg-sunken p-1">
        {choices.map(({ theme, label, icon: Icon }) => (
          <label
            key={theme}
            className="flex min-h-8 cursor-pointer items-center justify-center gap-1.5 rounded-md text-tiny font-medium text-ink-soft has-checked:bg-surface has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={chosen === theme}
              onChange={() => chooseTheme(theme)}
            />
            <Icon aria-hidden="true" className="size-3.5" />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
