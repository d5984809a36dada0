import { useState, type FormEvent } from 'react'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextField } from '@/components/field'
import { Notice } from '@/components/notice'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { comingTime } from '@/lib/time'
import { cancelAppointment, changeAppointment, useAppointmentChange, whenOf, type Appointment } from './appointment-queries'
import { TimeChoice } from './time-choice'

const words = text.appointments
type Props = { appointment: Appointment; onDone: () => void }

/** Another time for the same thing. */
export function MoveForm({ appointment, onDone }: Props) {
  const [day, setDay] = useState(appointment.appointment_date)
  const [time, setTime] = useState('')
  const [missing, setMissing] = useState(false)
  const move = useAppointmentChange({
    ...changeAppointment(),
    onSuccess: ({ customer_name, starts_at, timezone }) => {
      toast(words.moved(customer_name, comingTime(starts_at, new Date(), timezone)))
      onDone()
    },
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    setMissing(!time)
    if (time) move.mutate({ path: { appointment_id: appointment.id }, body: whenOf(day, time) })
  }
  return (
    <form noValidate className="grid gap-4" onSubmit={submit}>
      {move.error && <Notice tone="bad">{sentenceOf(move.error)}</Notice>}
      <TimeChoice
        service={appointment.service_id ?? undefined}
        day={day}
        isFirst
        time={time}
        error={missing && !time ? words.timeMissing : undefined}
        onDay={(next) => {
          setDay(next)
          setTime('')
        }}
        onTime={setTime}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" busy={move.isPending}>
          {words.move}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}

/** Call it off, and say why. */
export function CancelForm({ appointment, onDone }: Props) {
  const [reason, setReason] = useState('')
  const cancel = useAppointmentChange({
    ...cancelAppointment(),
    onSuccess: ({ customer_name }) => {
      toast(words.cancelled(customer_name))
      onDone()
    },
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    cancel.mutate({ path: { appointment_id: appointment.id }, body: { reason: reason.trim() || null } })
  }
  return (
    <form noValidate className="grid gap-4" onSubmit={submit}>
      {cancel.error && <Notice tone="bad">{sentenceOf(cancel.error)}</Notice>}
      <TextField ref={focusOnArrival} label={words.reason} value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="danger" busy={cancel.isPending}>
          {words.cancelNow}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {words.keep}
        </Button>
      </div>
    </form>
  )
}
