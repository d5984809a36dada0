import { createFileRoute } from '@tanstack/react-router'
import { HouseRulesPage } from '@/features/house-rules/house-rules-page'

export const Route = createFileRoute('/_app/house-rules')({ component: HouseRulesPage })
