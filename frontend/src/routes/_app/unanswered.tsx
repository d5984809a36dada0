import { createFileRoute } from '@tanstack/react-router'
import { UnansweredPage } from '@/features/unanswered/unanswered-page'

export const Route = createFileRoute('/_app/unanswered')({ component: UnansweredPage })
