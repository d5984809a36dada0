import {
  getConversationQueryKey,
  listAccountsQueryKey,
  listAgentsQueryKey,
  listAppointmentsQueryKey,
  listAutomaticRepliesQueryKey,
  listCannedRepliesQueryKey,
  listChatHistoryQueryKey,
  getSiteQueryKey,
  listDocumentsQueryKey,
  listEmailsQueryKey,
  listEscalationsQueryKey,
  listFactsQueryKey,
  listGoldenQuestionsQueryKey,
  listGoldenRunsQueryKey,
  listInvitationsQueryKey,
  listMembersQueryKey,
  listSitesQueryKey,
  listUnansweredQueryKey,
  listWaitingQueryKey,
  listWebhookDeliveriesQueryKey,
  listWebhooksQueryKey,
  meQueryKey,
  readAgentQueryKey,
  readAvailabilityQueryKey,
  readGoldenRunQueryKey,
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
/** Bookings, and the times that they leave free. */
export const appointmentKeys = () => [listAppointmentsQueryKey(), readAvailabilityQueryKey()]
export const conversationKeys = () => [listChatHistoryQueryKey(), getConversationQueryKey(any)]
export const waitingKeys = () => [listWaitingQueryKey()]
export const automaticRepliesKey = () => listAutomaticRepliesQueryKey()
export const cannedReplyKeys = () => [listCannedRepliesQueryKey()]
/** Documents, and the web sites whose pages are documents. */
export const documentKeys = () => [listDocumentsQueryKey(any), listSitesQueryKey(any), getSiteQueryKey(any)]
export const escalationKeys = () => [listEscalationsQueryKey()]
export const factKeys = () => [listFactsQueryKey()]
export const goldenKeys = () => [
  listGoldenQuestionsQueryKey({ query: undefined as never }),
  listGoldenRunsQueryKey({ query: undefined as never }),
  readGoldenRunQueryKey(any),
]
export const unansweredKeys = () => [listUnansweredQueryKey()]
export const mailKeys = () => [listEmailsQueryKey()]
export const webhookKeys = () => [listWebhooksQueryKey(), listWebhookDeliveriesQueryKey(any)]
/** Members, invitations, and what the person may do themselves. */
export const teamKeys = () => [listMembersQueryKey(), listInvitationsQueryKey(), meQueryKey()]
