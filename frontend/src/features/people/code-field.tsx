import type { ComponentProps } from 'react'
import { TextField } from '@/components/field'
import * as text from '@/i18n'

/** Six digits in one input, so that phones can fill it from the mail and a paste just works. */
export function CodeField(props: { error?: string } & ComponentProps<'input'>) {
  return (
    <TextField
      {...props}
      label={text.verify.code}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={6}
      className="text-center font-mono text-title tracking-[0.5em] [text-indent:0.5em]"
    />
  )
}
