import { createFileRoute } from '@tanstack/react-router'
import { CannedRepliesPage } from '@/features/canned-replies/canned-replies-page'

export const Route = createFileRoute('/_app/canned-replies')({ component: CannedRepliesPage })
