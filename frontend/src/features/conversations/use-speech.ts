import { useMutation } from '@tanstack/react-query'
import { say, writeNote } from './actions'
import { useChanged } from './use-changed'

export type As = 'reply' | 'note'

/** What was just written here and does not stand in the conversation yet. `id`: the server has it. */
export type Leaving = { key: number; as: As; text: string; id?: string }

let lastKey = 0

export type SetLeaving = (next: (lines: Leaving[]) => Leaving[]) => void

/**
 * Writing in a conversation: ends when the server has the text, or throws its refusal. `setLeaving` is told what is on
 * its way.
 */
export function useSpeech(conversationId: string, setLeaving: SetLeaving) {
  const changed = useChanged()
  // One after the other, so that two quick lines keep their order.
  const scope = { id: `speech ${conversationId}` }
  const saying = useMutation({ ...say(), scope })
  const noting = useMutation({ ...writeNote(), scope })

  return async function write(text: string, as: As): Promise<void> {
    const key = ++lastKey
    const sent = { path: { conversation_id: conversationId }, body: { text } }
    setLeaving((lines) => [...lines, { key, as, text }])
    try {
      const { id } = await (as === 'reply' ? saying : noting).mutateAsync(sent)
      setLeaving((lines) => lines.map((line) => (line.key === key ? { ...line, id } : line)))
    } catch (refusal) {
      setLeaving((lines) => lines.filter((line) => line.key !== key))
      throw refusal
    }
    void changed()
  }
}
