import { createFileRoute } from '@tanstack/react-router'
import { BookingSetupPage } from '@/features/appointments/booking-setup-page'

export const Route = createFileRoute('/_app/booking-setup')({ component: BookingSetupPage })
