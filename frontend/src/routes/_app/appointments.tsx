import { createFileRoute } from '@tanstack/react-router'
import { AppointmentsPage } from '@/features/appointments/appointments-page'

export const Route = createFileRoute('/_app/appointments')({ component: AppointmentsPage })
