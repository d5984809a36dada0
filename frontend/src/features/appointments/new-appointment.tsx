import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { SelectField, TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { useSmallForm } from '@/lib/form'
import { clockTime } from '@/lib/time'
import { bookAppointment, services, useAppointmentChange, whenOf } from './appointment-queries'
import { TimeChoice } from './time-choice'

const words = text.appointments
const EMAIL = /^\S+@\S+\.\S+$/
const PHONE = /^\+[\d\s()./-]{6,}$/

/** Book for somebody: what, when, who. */
export function NewAppointment({ firstDay, onDone }: { firstDay: string; onDone: (day?: string) => void }) {
  const offered = useQuery(services()).data?.items ?? []
  const [day, setDay] = useState(firstDay)
  const [chosen, setChosen] = useState<string>()
  const service = chosen ?? offered[0]?.id
  const book = useAppointmentChange({
    ...bookAppointment(),
    onSuccess: ({ customer_name, starts_at, timezone, appointment_date }) => {
      toast(words.booked(customer_name, clockTime(starts_at, timezone)))
      onDone(appointment_date)
    },
  })
  const form = useSmallForm(
    { time: '', name: '', surname: '', email: '', phone: '', subject: '' },
    {
      time: (value) => (value ? undefined : words.timeMissing),
      name: (value) => (value.trim() ? undefined : words.nameMissing),
      surname: () => undefined,
      email: (value) => (!value.trim() || EMAIL.test(value.trim()) ? undefined : text.checks.email),
      phone: (value) => (!value.trim() || PHONE.test(value.trim()) ? undefined : words.phoneWrong),
      subject: () => undefined,
    },
    ({ time, name, surname, email, phone, subject }) =>
      book.mutate({
        body: {
          ...whenOf(day, time),
          service_id: service ?? null,
          customer_name: name.trim(),
          customer_surname: surname.trim() || null,
          customer_email: email.trim() || null,
          customer_phone: phone.trim() || null,
          subject: subject.trim() || null,
        },
      }),
  )
  const time = form.field('time')
  return (
    <form noValidate className="grid gap-4" onSubmit={form.onSubmit}>
      {book.error && <Notice tone="bad">{sentenceOf(book.error)}</Notice>}
      {offered.length > 0 && (
        <SelectField
          ref={focusOnArrival}
          label={words.service}
          value={service}
          onChange={({ target }) => {
            setChosen(target.value)
            form.set('time', '')
          }}
        >
          {offered.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <TimeChoice
        service={service}
        day={day}
        isFirst={offered.length === 0}
        time={time.value}
        error={time.error}
        onDay={(next) => {
          setDay(next)
          form.set('time', '')
        }}
        onTime={(next) => form.set('time', next)}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField {...form.field('name')} label={words.name} maxLength={120} autoComplete="off" />
        <TextField {...form.field('surname')} label={words.surname} maxLength={120} autoComplete="off" />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField {...form.field('email')} type="email" label={words.email} hint={words.emailHint} maxLength={254} autoComplete="off" />
        <TextField {...form.field('phone')} type="tel" label={words.phone} hint={words.phoneHint} maxLength={40} autoComplete="off" />
      </div>
      <TextField {...form.field('subject')} label={words.subject} maxLength={500} autoComplete="off" />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={book.isPending}>
          {words.book}
        </Button>
        <Button kind="quiet" onClick={() => onDone()}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}
