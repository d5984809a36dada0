// Bubbles, times, "Seen" and "typing…".

import { byId, element, follow } from './dom.js'

const PAUSE = 20 * 60_000
const SAME_BREATH = 2 * 60_000

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'short' })
let typingTimer

function dayWords(at) {
  const day = new Date(at).toDateString()
  if (day === new Date().toDateString()) return `Today ${clock.format(at)}`
  if (day === new Date(Date.now() - 86_400_000).toDateString()) return `Yesterday ${clock.format(at)}`
  return `${weekday.format(at)}, ${clock.format(at)}`
}

function line(key, className, text) {
  return { key, version: `${className}|${text}`, build: () => element('div', className, text) }
}

function bubble({ mid, text, look, reaction }, className) {
  const classes = `bubble ${look}${className}`
  return {
    key: mid,
    version: `${classes}|${text}|${reaction}`,
    build: () => {
      const node = element('div', classes, text)
      if (!reaction) return node
      const heart = element('span', 'reaction', reaction)
      heart.setAttribute('role', 'img')
      heart.setAttribute('aria-label', 'You reacted with a heart')
      node.append(heart)
      node.classList.add('reacted')
      return node
    },
  }
}

function rowsOf(messages, seen) {
  return messages.flatMap((message, index) => {
    const before = messages[index - 1]
    const after = messages[index + 1]
    const mine = message.by === 'customer' ? ' mine' : ''
    const paused = !before || message.at - before.at > PAUSE
    const sameSide = (other) => other && (other.by === 'customer') === (message.by === 'customer')
    const first = paused || !sameSide(before)
    const last = !sameSide(after) || after.at - message.at > SAME_BREATH
    const rows = []
    if (paused) rows.push(line(`day ${message.mid}`, 'day', dayWords(message.at)))
    rows.push(bubble(message, `${mine}${first ? ' first' : ''}`))
    if (last) {
      const note = `${message.edited ? 'Edited · ' : ''}${mine && !after && seen ? 'Seen · ' : ''}`
      rows.push(line(`foot ${message.mid}`, `foot${mine}`, note + clock.format(message.at)))
    }
    return rows
  })
}

/** Show the state of the chat. Stays at the end when the reader was there. */
export function draw({ messages, seen, typing_ms: typingMs, linked }) {
  const scroll = byId('scroll')
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80
  byId('welcome').hidden = messages.length > 0
  byId('chips').classList.toggle('small', messages.length > 0)
  byId('not-linked').hidden = linked
  follow(byId('messages'), rowsOf(messages, seen))

  clearTimeout(typingTimer)
  byId('typing').hidden = typingMs <= 0
  if (typingMs > 0) typingTimer = setTimeout(() => (byId('typing').hidden = true), typingMs)
  if (atEnd) scroll.scrollTop = scroll.scrollHeight
}

export function clear() {
  byId('messages').replaceChildren()
  byId('typing').hidden = true
}

/** The clock in the phone's status bar. */
export function startClock() {
  const tick = () => {
    byId('clock').textContent = clock.format(new Date())
    setTimeout(tick, 60_000 - (Date.now() % 60_000))
  }
  tick()
}
