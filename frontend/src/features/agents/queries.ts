import {
  changeAgentMutation,
  createAgentMutation,
  deleteAgentMutation,
  listAgentsOptions,
  listModelProvidersOptions,
  readAgentOptions,
  setAgentAccountsMutation,
  setAgentLlmConfigMutation,
  setAgentPermissionsMutation,
  toggleAgentMutation,
} from '@/api/generated/@tanstack/react-query.gen'
import type { ListModelProvidersResponse, ReadAgentResponse } from '@/api/generated'

export type Agent = ReadAgentResponse
export type Permissions = Agent['permissions']
export type Provider = ListModelProvidersResponse[number]

export const agentList = () => ({ ...listAgentsOptions({ query: { limit: 200 } }), select: (page: { items: Agent[] }) => page.items })
export const agent = (id: string) => readAgentOptions({ path: { agent_id: id } })
export const providers = () => ({ ...listModelProvidersOptions(), staleTime: 5 * 60_000 })

export const createAgent = createAgentMutation
export const updateAgent = changeAgentMutation
export const deleteAgent = deleteAgentMutation
export const toggleAgent = toggleAgentMutation
export const setPermissions = setAgentPermissionsMutation
export const setModel = setAgentLlmConfigMutation
export const setAccounts = setAgentAccountsMutation
