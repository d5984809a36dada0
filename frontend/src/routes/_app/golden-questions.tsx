import { createFileRoute } from '@tanstack/react-router'
import { GoldenPage } from '@/features/golden/golden-page'

export const Route = createFileRoute('/_app/golden-questions')({ component: GoldenPage })
