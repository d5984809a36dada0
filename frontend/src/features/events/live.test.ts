import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeStream } from '@/test/fake-stream'
import { followEvents, POLL_MS } from './live'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function follow() {
  const heard = { onHint: vi.fn(), onCatchUp: vi.fn(), onState: vi.fn() }
  const stop = followEvents({ url: '/api/events', ...heard })
  return { ...heard, stop }
}

test('while the stream is down it asks every ten seconds, and stops asking once it is back', () => {
  const { onCatchUp, onState } = follow()
  FakeStream.latest.breaks()
  expect(onState).toHaveBeenLastCalledWith('polling')
  vi.advanceTimersByTime(3 * POLL_MS)
  expect(onCatchUp).toHaveBeenCalledTimes(3)

  FakeStream.latest.opens()
  expect(onState).toHaveBeenLastCalledWith('live')
  expect(onCatchUp).toHaveBeenCalledTimes(4) // once more, for what happened in the gap
  vi.advanceTimersByTime(5 * POLL_MS)
  expect(onCatchUp).toHaveBeenCalledTimes(4)
})

test('a stream that the browser gave up is opened again', () => {
  follow()
  FakeStream.latest.breaks({ forGood: true })
  vi.advanceTimersByTime(POLL_MS)
  expect(FakeStream.opened).toHaveLength(2)
})

test('a cut that the browser mends itself opens no second stream', () => {
  follow()
  FakeStream.latest.breaks()
  vi.advanceTimersByTime(2 * POLL_MS)
  expect(FakeStream.opened).toHaveLength(1)
})

test('what is not a hint is passed over', () => {
  const { onHint } = follow()
  FakeStream.latest.says('not json')
  FakeStream.latest.says('{"id": "no type"}')
  FakeStream.latest.says('{"type": "resync"}')
  expect(onHint.mock.calls).toEqual([[{ type: 'resync', id: '' }]])
})

test('after stopping nothing is asked any more', () => {
  const { onCatchUp, stop } = follow()
  FakeStream.latest.breaks()
  stop()
  vi.advanceTimersByTime(2 * POLL_MS)
  expect(onCatchUp).not.toHaveBeenCalled()
})
