import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState, type Ref } from 'react'
import { sentenceOf } from '@/api/problem'
import { Badge, type Tone } from '@/components/badge'
import { Button } from '@/components/button'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { useFocusBack } from '@/lib/focus'
import { useNow } from '@/lib/now'
import { clockTime } from '@/lib/time'
import { completeAppointment, markNoShow, useAppointmentChange, type Appointment } from './appointment-queries'

const words = text.appointments
const tones: Record<Appointment['status'], Tone> = { booked: 'good', cancelled: 'calm', completed: 'calm', no_show: 'warn' }
const MoveForm = lazy(() => import('./change-forms').then((file) => ({ default: file.MoveForm })))
const ReachCustomer = lazy(() => import('./reach-customer').then((file) => ({ default: file.ReachCustomer })))
const CancelForm = lazy(() => import('./change-forms').then((file) => ({ default: file.CancelForm })))

type Props = { appointment: Appointment; service: string | undefined; mayChange: boolean }

/** One appointment, and what became of it. */
export function AppointmentCard({ appointment, service, mayChange }: Props) {
  const [doing, setDoing] = useState<'moving' | 'cancelling'>()
  const [reaching, setReaching] = useState(false)
  const { starts_at, ends_at, timezone, status, subject, cancellation_reason, conversation_id } = appointment
  const name = [appointment.customer_name, appointment.customer_surname].filter(Boolean).join(' ')
  const about = [service, subject, appointment.created_via === 'chatbot' && words.byAgent].filter(Boolean).join(' · ')
  const done = () => setDoing(undefined)
  const move = useFocusBack(doing === 'moving')
  const cancel = useFocusBack(doing === 'cancelling')
  return (
    <li className="rounded-card border border-line bg-surface p-5 shadow-card">
      <article aria-label={name} className="grid gap-3">
        <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <p className="font-medium tabular-nums">
            {clockTime(starts_at, timezone)}–{clockTime(ends_at, timezone)}
          </p>
          <h2 className="min-w-0 text-lead font-semibold tracking-tight wrap-anywhere">{name}</h2>
          <Badge tone={tones[status]}>{words.status[status]}</Badge>
        </header>
        {about && <p className="text-small wrap-anywhere text-ink-soft">{about}</p>}
        {cancellation_reason && <p className="text-small wrap-anywhere text-ink-soft">{words.because(cancellation_reason)}</p>}
        {conversation_id && (
          <Link
            to="/conversations/$conversationId"
            params={{ conversationId: conversation_id }}
            className="text-small font-medium text-accent-strong underline-offset-4 hover:underline"
          >
            {words.conversation}
          </Link>
        )}
        {reaching && (
          <Suspense fallback={<SkeletonRows rows={1} />}>
            <ReachCustomer id={appointment.id} />
          </Suspense>
        )}
        {mayChange && !reaching && (
          <div className="-ml-4">
            <Button kind="quiet" aria-label={words.reachNamed(name)} onClick={() => setReaching(true)}>
              {words.reach}
            </Button>
          </div>
        )}
        {doing ? (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            {doing === 'moving' ? (
              <MoveForm appointment={appointment} onDone={done} />
            ) : (
              <CancelForm appointment={appointment} onDone={done} />
            )}
          </Suspense>
        ) : (
          mayChange && status !== 'cancelled' && (
            <Actions appointment={appointment} name={name} onDo={setDoing} move={move} cancel={cancel} />
          )
        )}
      </article>
    </li>
  )
}

type ActionProps = {
  appointment: Appointment
  name: string
  onDo: (what: 'moving' | 'cancelling') => void
  move: Ref<HTMLButtonElement>
  cancel: Ref<HTMLButtonElement>
}

function Actions({ appointment: { id, status, starts_at }, name, onDo, move, cancel }: ActionProps) {
  const hasBegun = Date.parse(starts_at) <= useNow()
  const said = { onSuccess: () => toast(words.noted), onError: (error: unknown) => toast(sentenceOf(error), 'bad') }
  const complete = useAppointmentChange({ ...completeAppointment(), ...said })
  const miss = useAppointmentChange({ ...markNoShow(), ...said })
  const path = { appointment_id: id }
  return (
    <div className="flex flex-wrap gap-2">
      {hasBegun && status !== 'completed' && (
        <Button aria-label={words.cameNamed(name)} busy={complete.isPending} onClick={() => complete.mutate({ path })}>
          {words.came}
        </Button>
      )}
      {hasBegun && status !== 'no_show' && (
        <Button aria-label={words.missedNamed(name)} busy={miss.isPending} onClick={() => miss.mutate({ path })}>
          {words.missed}
        </Button>
      )}
      {status === 'booked' && (
        <>
          <Button ref={move} aria-label={words.moveNamed(name)} onClick={() => onDo('moving')}>
            {words.move}
          </Button>
          <Button ref={cancel} kind="quiet" aria-label={words.cancelNamed(name)} onClick={() => onDo('cancelling')}>
            {words.cancel}
          </Button>
        </>
      )}
    </div>
  )
}
