import {
  beginTwoFactorMutation,
  changePasswordMutation,
  confirmTwoFactorMutation,
  listApiKeysOptions,
  listApiKeysQueryKey,
  listSessionsOptions,
  listSessionsQueryKey,
  makeApiKeyMutation,
  readTwoFactorOptions,
  readTwoFactorQueryKey,
  revokeApiKeyMutation,
  revokeOtherSessionsMutation,
  revokeSessionMutation,
  turnTwoFactorOffMutation,
} from '@/api/generated/@tanstack/react-query.gen'
import type { ApiKeyWish, BeginTwoFactorResponse, ListApiKeysResponse, ListSessionsResponse, ReadTwoFactorResponse } from '@/api/generated'

// Apart from `queries`, which every page loads.
export type Session = ListSessionsResponse['items'][number]
export type TwoFactor = ReadTwoFactorResponse
export type TwoFactorSetup = BeginTwoFactorResponse
export type ApiKey = ListApiKeysResponse['items'][number]
export type KeyScope = ApiKeyWish['scopes'][number]

export const sessionKeys = listSessionsQueryKey
export const sessionList = () => ({
  ...listSessionsOptions({ query: { limit: 200 } }),
  select: (page: { items: Session[] }) => page.items,
})
export const endSession = revokeSessionMutation
export const endOtherSessions = revokeOtherSessionsMutation

export const changePassword = changePasswordMutation

export const twoFactorKey = readTwoFactorQueryKey
export const twoFactor = readTwoFactorOptions
export const beginTwoFactor = beginTwoFactorMutation
export const confirmTwoFactor = confirmTwoFactorMutation
export const turnTwoFactorOff = turnTwoFactorOffMutation

export const apiKeysKey = listApiKeysQueryKey
export const apiKeyList = () => ({
  ...listApiKeysOptions({ query: { limit: 200 } }),
  select: (page: { items: ApiKey[] }) => page.items,
})
export const makeApiKey = makeApiKeyMutation
export const revokeApiKey = revokeApiKeyMutation
