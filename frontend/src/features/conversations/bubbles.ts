import type { Message } from './queries'

/* How what was said looks, by who said it. */

export const bubbles: Record<Message['sender_type'], string> = {
  customer: 'rounded-bl-sm bg-bubble',
  assistant: 'rounded-br-sm bg-accent-soft',
  human: 'rounded-br-sm bg-person-soft',
  system: 'rounded-br-sm border border-dashed border-line-strong',
}

export const bubbleShape = 'relative max-w-[85%] rounded-2xl px-3.5 py-2.5 sm:max-w-[36rem]'
export const noteLook = 'rounded-br-sm border border-dashed border-warn bg-warn-soft'
