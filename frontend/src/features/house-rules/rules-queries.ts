import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { HouseRulesBody } from '@/api/generated'
import { setHouseRulesMutation } from '@/api/generated/queries/agents-changes.gen'
import { readHouseRulesOptions } from '@/api/generated/queries/agents.gen'

export type Topic = NonNullable<HouseRulesBody['topics']>[number]
export type Rule = Topic['rule']

export const rules = readHouseRulesOptions

export function useSetRules() {
  const queryClient = useQueryClient()
  return useMutation({
    ...setHouseRulesMutation(),
    onSuccess: (kept) => queryClient.setQueryData(rules().queryKey, kept),
  })
}
