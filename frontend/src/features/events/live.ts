/** `connecting` at first, `live` while the stream is open, `polling` while it is not. */
export type LiveState = 'connecting' | 'live' | 'polling'

export type Hint = { type: string; id: string }

type Stream = Pick<EventSource, 'onopen' | 'onmessage' | 'onerror' | 'close' | 'readyState'>

type Follow = {
  url: string
  onHint: (hint: Hint) => void
  /** Anything may have changed: after a gap in the stream, and at every poll. */
  onCatchUp: () => void
  onState: (state: LiveState) => void
  open?: (url: string) => Stream
}

export const POLL_MS = 10_000
const CLOSED = 2

/** Follow the server's hints until the returned function is called. While the stream is down, ask every ten seconds. */
export function followEvents({ url, onHint, onCatchUp, onState, open = (at) => new EventSource(at) }: Follow): () => void {
  let stream = start()
  let polling: ReturnType<typeof setInterval> | undefined

  function start(): Stream {
    const next = open(url)
    next.onopen = () => {
      clearInterval(polling)
      polling = undefined
      onState('live')
      // What happened between the first answers and this moment, or during the gap, sent us no hint.
      onCatchUp()
    }
    next.onmessage = (event) => {
      const hint = readHint(event.data)
      if (hint) onHint(hint)
    }
    next.onerror = () => {
      onState('polling')
      polling ??= setInterval(poll, POLL_MS)
    }
    return next
  }

  function poll(): void {
    onCatchUp()
    // The browser reconnects by itself after a cut, but gives up when the server refuses.
    if (stream.readyState === CLOSED) stream = start()
  }

  return () => {
    clearInterval(polling)
    stream.close()
  }
}

function readHint(data: unknown): Hint | undefined {
  try {
    const { type, id } = JSON.parse(String(data)) as Partial<Hint>
    return typeof type === 'string' ? { type, id: typeof id === 'string' ? id : '' } : undefined
  } catch {
    return undefined
  }
}
