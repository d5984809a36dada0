import { createFileRoute } from '@tanstack/react-router'
import { ConversationPane } from '@/features/conversations/conversation-pane'

export const Route = createFileRoute('/_app/conversations/$conversationId')({ component: Screen })

function Screen() {
  const { conversationId } = Route.useParams()
  return <ConversationPane key={conversationId} id={conversationId} />
}
