import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { BrandingBody, ReminderSettingsBody } from '@/api/generated'
import {
  previewMailOptions,
  readBrandingOptions,
  readReminderSettingsOptions,
} from '@/api/generated/queries/workspace.gen'
import { setBrandingMutation, setReminderSettingsMutation } from '@/api/generated/queries/workspace-changes.gen'

export type Branding = BrandingBody
/** As the server sends them: nothing is left out. */
export type Reminders = Required<ReminderSettingsBody>

export const branding = readBrandingOptions
export const preview = previewMailOptions
export const reminders = readReminderSettingsOptions

/** The preview is drawn by the server, so it is asked for again. */
export function useSetBranding() {
  const queryClient = useQueryClient()
  return useMutation({
    ...setBrandingMutation(),
    onSuccess: (kept) => {
      queryClient.setQueryData(branding().queryKey, kept)
      return queryClient.invalidateQueries({ queryKey: preview().queryKey })
    },
  })
}

export function useSetReminders() {
  const queryClient = useQueryClient()
  return useMutation({
    ...setReminderSettingsMutation(),
    onSuccess: (kept) => queryClient.setQueryData(reminders().queryKey, kept),
  })
}
