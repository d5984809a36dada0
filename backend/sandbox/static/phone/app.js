// The phone page: follows one conversation and sends what the person types.

import * as api from './api.js'
import * as chat from './chat.js'
import { byId } from './dom.js'
import * as panel from './panel.js'
import * as people from './people.js'

const RETRY_MS = 2000
const business = document.querySelector('.stage').dataset.business
const words = byId('words')
const sendButton = byId('composer').querySelector('.send')
let following = new AbortController()
let reported = ''

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

function complain(problem) {
  const lost = problem instanceof TypeError
  byId('trouble').textContent = lost ? 'The sandbox does not answer. Is it still running?' : problem.message
  byId('trouble').hidden = false
}

function reportSeen(person, messages) {
  const latest = messages.findLast((message) => message.by !== 'customer')
  if (!latest || latest.mid === reported || document.visibilityState !== 'visible') return
  reported = latest.mid
  api.saw(business, person).catch(complain)
}

/** Follow one person's conversation until somebody else takes the phone. */
async function followThread(signal) {
  const { person } = people.current()
  let revision = -1
  while (!signal.aborted) {
    try {
      const state = await api.thread(business, person, revision, signal)
      if (signal.aborted) return
      byId('trouble').hidden = true
      chat.draw(state)
      panel.draw(state)
      reportSeen(person, state.messages)
      if (state.revision === revision) await pause(500)
      revision = state.revision
    } catch (problem) {
      if (signal.aborted) return
      complain(problem)
      revision = -1
      await pause(RETRY_MS)
    }
  }
}

function takePhone() {
  following.abort()
  following = new AbortController()
  reported = ''
  chat.clear()
  followThread(following.signal)
}

function fitWords() {
  words.style.height = 'auto'
  words.style.height = `${words.scrollHeight}px`
  sendButton.disabled = !words.value.trim()
}

async function send(text) {
  const { person, name } = people.current()
  await api.write(business, person, name, text)
  byId('scroll').scrollTop = byId('scroll').scrollHeight
}

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = words.value.trim()
  if (!text) return
  words.value = ''
  fitWords()
  send(text).catch((problem) => {
    words.value = text
    fitWords()
    complain(problem)
  })
})
words.addEventListener('input', fitWords)
words.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault()
    byId('composer').requestSubmit()
  }
})
byId('chips').addEventListener('click', (event) => {
  if (event.target.tagName === 'BUTTON') send(event.target.textContent).catch(complain)
})
byId('chips').addEventListener('wheel', (event) => (byId('chips').scrollLeft += event.deltaY), { passive: true })

panel.start({
  complain,
  answer: (text) => {
    const { person, name } = people.current()
    return api.answerAsOwner(business, person, name, text)
  },
  touch: (gesture) => {
    const { person, name } = people.current()
    return api.touch(business, person, name, gesture)
  },
  expire: () => api.killTokens(business),
})
people.start(takePhone)
chat.startClock()
takePhone()
