import {
  getConversationQueryKey,
  listAccountsQueryKey,
  listAgentsQueryKey,
  listAutomaticRepliesQueryKey,
  listCannedRepliesQueryKey,
  listChatHistoryQueryKey,
  listDocumentsQueryKey,
  listEmailsQueryKey,
  listEscalationsQueryKey,
  listInvitationsQueryKey,
  listMembersQueryKey,
  listWebhookDeliveriesQueryKey,
  listWebhooksQueryKey,
  meQueryKey,
  readAgentQueryKey,
} from './generated/queries/keys.gen'

/*
 * Under which keys the cache holds what the server may change by itself. Each fits all lists and all single things of
 * its kind, whatever their filter, page or id. They stand apart from the features' queries, because every page loads
 * this file.
 */

/** For a key that fits whatever its path says. */
const any = { path: undefined as never }

export const accountKeys = () => [listAccountsQueryKey()]
export const agentKeys = () => [listAgentsQueryKey(), readAgentQueryKey(any)]
export const conversationKeys = () => [listChatHistoryQueryKey(), getConversationQueryKey(any)]
export const automaticRepliesKey = () => listAutomaticRepliesQueryKey()
export const cannedReplyKeys = () => [listCannedRepliesQueryKey()]
export const documentKeys = () => [listDocumentsQueryKey(any)]
export const escalationKeys = () => [listEscalationsQueryKey()]
export const mailKeys = () => [listEmailsQueryKey()]
export const webhookKeys = () => [listWebhooksQueryKey(), listWebhookDeliveriesQueryKey(any)]
/** Members, invitations, and what the person may do themselves. */
export const teamKeys = () => [listMembersQueryKey(), listInvitationsQueryKey(), meQueryKey()]
