import { createFileRoute } from '@tanstack/react-router'
import { MailsPage } from '@/features/mails/mails-page'

export const Route = createFileRoute('/_app/emails')({ component: MailsPage })
