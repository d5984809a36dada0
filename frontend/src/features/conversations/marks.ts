import type { Message } from './queries'

/** Some networks name a reaction instead of showing it. */
const emojis: Record<string, string> = { love: '❤️', '❤': '❤️', like: '👍', laugh: '😆', wow: '😮', sad: '😢', angry: '😠', other: '🙂' }

export function emojiOf(reaction: string): string {
  return emojis[reaction] ?? reaction
}

/** What the house wrote down for the team; everything else went to or came from the customer. */
export function isNote({ sender_type, status }: Message): boolean {
  return sender_type === 'system' && status === 'silent'
}
