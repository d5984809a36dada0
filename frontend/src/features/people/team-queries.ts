import { useMutation, useQueryClient, type UseMutationOptions } from '@tanstack/react-query'
import {
  acceptInvitationMutation,
  changeMemberMutation,
  inviteMemberMutation,
  removeMemberMutation,
  resendInvitationMutation,
  withdrawInvitationMutation,
} from '@/api/generated/queries/team-changes.gen'
import { listInvitationsOptions, listMembersOptions } from '@/api/generated/queries/team.gen'
import { readInvitation } from '@/api/generated/sdk/team-changes.gen'
import type { ListInvitationsResponse, ListMembersResponse } from '@/api/generated'
import { teamKeys } from '@/api/keys'

export type Member = ListMembersResponse['items'][number]
export type Invitation = ListInvitationsResponse['items'][number]
export type Role = Member['role']

const MOST = 200

export const memberList = () => ({
  ...listMembersOptions({ query: { limit: MOST } }),
  select: (page: ListMembersResponse) => page.items,
})
export const invitationList = () => ({
  ...listInvitationsOptions({ query: { limit: MOST } }),
  select: (page: ListInvitationsResponse) => page.items,
})

export const invite = inviteMemberMutation
export const resend = resendInvitationMutation
export const withdraw = withdrawInvitationMutation
export const changeRole = changeMemberMutation
export const remove = removeMemberMutation
export const accept = acceptInvitationMutation

/** What the link in a mail leads to. The token is no part of the key: caches are looked at by tools. */
export const invitation = (token: string) => ({
  queryKey: ['invitation'],
  queryFn: async () => (await readInvitation({ body: { token }, throwOnError: true })).data,
  retry: false,
  staleTime: Infinity,
  gcTime: 0,
})

/** A mutation after which members and invitations are asked again, however it went. */
export function useTeamChange<Data, Failure, Variables>(change: UseMutationOptions<Data, Failure, Variables>) {
  const queryClient = useQueryClient()
  return useMutation({
    ...change,
    onSettled: () => Promise.all(teamKeys().map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  })
}
