import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, vi, type MockInstance } from 'vitest'
import { client } from '@/api/generated/client.gen'
import { configureClient } from '@/api/client'
// Loaded on demand; here at once, so that a test may speak through the stream as soon as there is a page.
import '@/features/events/keep-up'
import { FakeStream } from './fake-stream'

let loud: MockInstance<typeof console.error>

beforeAll(configureClient)

// A busy machine takes a while to load a page; what is there sooner is found sooner.
configure({ asyncUtilTimeout: 4_000 })

beforeEach(() => {
  // A test that forgets to say what the server answers must fail, not reach a network.
  client.setConfig({ fetch: () => Promise.reject(new Error('This test has no server.')) })
  vi.stubGlobal('EventSource', FakeStream)
  vi.stubGlobal('scrollTo', () => undefined)
  // jsdom lays nothing out, so it has nothing to scroll.
  Element.prototype.scrollTo = () => undefined
  loud = vi.spyOn(console, 'error')
})

afterEach(() => {
  expect(loud).not.toHaveBeenCalled()
  cleanup()
  FakeStream.opened.length = 0
  vi.unstubAllGlobals()
})
