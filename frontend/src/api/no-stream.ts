/** In the place of the generated client's own reader of event streams: hints come by EventSource, see features/events. */
export function createSseClient(): never {
  throw new Error('The dashboard reads no stream by fetch.')
}
