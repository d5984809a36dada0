import { createFileRoute } from '@tanstack/react-router'
import { FactsPage } from '@/features/facts/facts-page'

export const Route = createFileRoute('/_app/facts')({ component: FactsPage })
