import { useState, type FormEvent } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { SelectField, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { useSetBranding, type Branding } from './mail-settings-queries'

const words = text.mailSettings
const MOST_BYTES = 65_536
const languages = Object.entries(words.languages)

/** Colour, logo and language of the business's mails. */
export function BrandingForm({ kept, mayWrite }: { kept: Branding; mayWrite: boolean }) {
  const [edited, setEdited] = useState<Partial<Branding>>({})
  const { accent, logo = null, language = 'en' } = { ...kept, ...edited }
  const [isWrong, setIsWrong] = useState(false)
  const save = useSetBranding()

  function put(change: Partial<Branding>): void {
    setEdited((all) => ({ ...all, ...change }))
  }

  async function choose(file: File | undefined): Promise<void> {
    if (!file) return
    const fits = /^image\/(png|jpeg)$/.test(file.type) && file.size <= MOST_BYTES
    setIsWrong(!fits)
    if (fits) put({ logo: await asAddress(file) })
  }

  function saved(): void {
    toast(words.saved)
    setEdited({})
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    save.mutate({ body: { accent, logo, language } }, { onSuccess: saved })
  }

  return (
    <form noValidate onSubmit={submit}>
      <fieldset disabled={!mayWrite} className="grid gap-5">
        <TextField
          type="color"
          label={words.accent}
          hint={words.accentHint}
          value={accent}
          onChange={({ target }) => put({ accent: target.value })}
          className="h-11 max-w-24 p-1"
        />
        <TextField
          type="file"
          accept="image/png,image/jpeg"
          label={words.logo}
          hint={words.logoHint}
          error={isWrong ? words.logoWrong : undefined}
          onChange={({ target }) => void choose(target.files?.[0])}
        />
        {logo && (
          <div className="flex flex-wrap items-center gap-4">
            <img src={logo} alt={words.logoNow} className="h-9 max-w-40 object-contain" />
            {mayWrite && <Button onClick={() => put({ logo: null })}>{words.removeLogo}</Button>}
          </div>
        )}
        <SelectField
          label={words.language}
          hint={words.languageHint}
          value={language}
          onChange={({ target }) => put({ language: target.value as typeof language })}
        >
          {languages.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        {save.error && <Notice tone="bad">{sentenceOf(save.error)}</Notice>}
        {mayWrite && (
          <div>
            <Button type="submit" kind="primary" busy={save.isPending}>
              {text.common.save}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  )
}

function asAddress(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'))
    reader.readAsDataURL(file)
  })
}
