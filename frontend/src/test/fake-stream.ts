/** Stands in for the browser's EventSource: a test says when it opens, speaks and breaks. */
export class FakeStream {
  static readonly opened: FakeStream[] = []

  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  readyState = 0

  constructor(readonly url: string) {
    FakeStream.opened.push(this)
  }

  static get latest(): FakeStream {
    const stream = FakeStream.opened.at(-1)
    if (!stream) throw new Error('No stream has been opened.')
    return stream
  }

  opens(): void {
    this.readyState = 1
    this.onopen?.(new Event('open'))
  }

  says(data: string): void {
    this.onmessage?.(new MessageEvent('message', { data }))
  }

  /** A cut, after which the browser tries again by itself; `forGood` when it has given up. */
  breaks({ forGood = false } = {}): void {
    this.readyState = forGood ? 2 : 0
    this.onerror?.(new Event('error'))
  }

  close(): void {
    this.readyState = 2
  }
}
