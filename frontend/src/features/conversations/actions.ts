import {
  changeConversationStatusMutation,
  dismissSuggestionMutation,
  handConversationBackMutation,
  sendMessageAgainMutation,
  sendSuggestionMutation,
  takeOverConversationMutation,
  writeConversationNoteMutation,
  writeToCustomerMutation,
} from '@/api/generated/@tanstack/react-query.gen'

export const takeOver = takeOverConversationMutation
export const handBack = handConversationBackMutation
export const changeStatus = changeConversationStatusMutation
export const say = writeToCustomerMutation
export const writeNote = writeConversationNoteMutation
export const sendAgain = sendMessageAgainMutation
export const sendSuggestion = sendSuggestionMutation
export const dismissSuggestion = dismissSuggestionMutation
