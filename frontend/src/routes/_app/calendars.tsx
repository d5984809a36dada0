import { createFileRoute } from '@tanstack/react-router'
import { CalendarsPage } from '@/features/appointments/calendars-page'

export const Route = createFileRoute('/_app/calendars')({ component: CalendarsPage })
