// The panel beside the phone: what the two sides said to each other, and the faults.

import * as api from './api.js'
import { byId, element, follow } from './dom.js'

const DELAY_MS = 3000
const exact = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })
const WEBHOOK = {
  not_asked: ['', ''],
  verified: ['ok', 'Webhook verified'],
  refused: ['bad', 'Webhook refused'],
  no_answer: ['bad', 'The platform does not answer'],
}

function entry(happening) {
  const node = element('li', '')
  const toPlatform = happening.way === 'to_platform'
  const way = element('span', `way ${happening.state}`, toPlatform ? '→' : '←')
  way.setAttribute('role', 'img')
  way.setAttribute('aria-label', toPlatform ? 'To the platform' : 'From the platform')
  node.append(
    way,
    element('b', '', happening.title),
    element('time', '', exact.format(happening.at)),
    element('span', 'words', happening.words.join(' · ')),
  )
  return node
}

/** Show the newest state. */
export function draw({ happenings, faults, webhook, linked }) {
  const [state, words] = WEBHOOK[webhook.state]
  const pill = byId('webhook')
  pill.className = `pill ${state}`
  if (pill.textContent !== words) pill.textContent = words
  pill.title = webhook.detail

  byId('twice').checked = faults.twice
  byId('delay').checked = faults.delay_ms > 0
  byId('drop').checked = faults.drop_answer > 0
  byId('lose').checked = faults.drop_request > 0
  byId('refuse').value = faults.refusal ?? ''
  byId('expire').disabled = !linked
  byId('no-happenings').hidden = happenings.length > 0
  follow(
    byId('feed'),
    happenings.map((happening) => ({
      key: happening.id,
      version: JSON.stringify(happening),
      build: () => entry(happening),
    })),
  )
}

/** Wire the controls; `answer` sends the owner's reply, `touch` does a gesture, `expire` kills the account's tokens. */
export function start({ answer, touch, expire, complain }) {
  const change = (id, faults) =>
    byId(id).addEventListener('change', (event) => api.setFaults(faults(event.target.checked)).catch(complain))
  change('twice', (on) => ({ twice: on }))
  change('delay', (on) => ({ delay_ms: on ? DELAY_MS : 0 }))
  change('drop', (on) => ({ drop_answer: on ? 1 : 0 }))
  change('lose', (on) => ({ drop_request: on ? 1 : 0 }))
  byId('refuse').addEventListener('change', (event) =>
    api.setFaults({ refusal: event.target.value || null }).catch(complain),
  )
  byId('expire').addEventListener('click', () => expire().catch(complain))
  byId('gestures').addEventListener('click', (event) => {
    const { gesture } = event.target.closest('button')?.dataset ?? {}
    if (gesture) touch(gesture).catch(complain)
  })

  const panel = byId('panel')
  const open = (isOpen) => {
    panel.classList.toggle('open', isOpen)
    byId(isOpen ? 'close-panel' : 'open-panel').focus()
  }
  byId('open-panel').addEventListener('click', () => open(true))
  byId('close-panel').addEventListener('click', () => open(false))
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && panel.classList.contains('open')) open(false)
  })

  byId('owner').addEventListener('submit', (event) => {
    event.preventDefault()
    const field = byId('owner-words')
    const text = field.value.trim() || field.placeholder
    answer(text).then(() => (field.value = ''), complain)
  })
  byId('business').addEventListener('change', (event) => {
    location.search = new URLSearchParams({ business: event.target.value })
  })
}
