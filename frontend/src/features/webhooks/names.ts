import * as text from '@/i18n'

const names: Record<string, string> = { ...text.webhooks.events, 'webhook.test': text.webhooks.testEvent }

/** An event in words; one that is newer than this page keeps its own name. */
export function nameOfEvent(type: string): string {
  return names[type] ?? type
}
