import { createFileRoute } from '@tanstack/react-router'
import { MessagesSquare } from 'lucide-react'
import { EmptyState } from '@/components/empty-state'
import * as text from '@/i18n'

export const Route = createFileRoute('/_app/conversations/')({
  component: () => (
    <div className="grid h-full place-items-center">
      <EmptyState icon={MessagesSquare} title={text.conversations.pickTitle}>
        {text.conversations.pickBody}
      </EmptyState>
    </div>
  ),
})
