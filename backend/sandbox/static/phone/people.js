// Who is writing: a few invented people, kept with their names in this browser.

import { byId, element } from './dom.js'

const KEY = 'sandbox.people'
const INVENTED = [
  ['maya.lindqvist', 'Maya Lindqvist'],
  ['tom.becker', 'Tom Becker'],
  ['aylin.demir', 'Aylin Demir'],
  ['diego.ruiz', 'Diego Ruiz'],
  ['grace.okafor', 'Grace Okafor'],
]

let kept = { person: INVENTED[0][0], names: {} }
try {
  kept = { ...kept, ...JSON.parse(localStorage.getItem(KEY)) }
} catch {
  // A browser that keeps nothing still gets the first person.
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}

const nameOf = (person) => kept.names[person] ?? INVENTED.find(([handle]) => handle === person)?.[1] ?? person

export const current = () => ({ person: kept.person, name: nameOf(kept.person) })

function show() {
  const { person, name } = current()
  byId('my-picture').src = `/avatars/${person}.svg`
  byId('my-name').textContent = name.split(' ')[0]
}

function choices(onChoose) {
  return INVENTED.map(([person]) => {
    const label = element('label', '')
    const radio = Object.assign(element('input', ''), { type: 'radio', name: 'person', value: person })
    radio.checked = person === kept.person
    radio.addEventListener('change', () => onChoose(person))
    const picture = Object.assign(element('img', 'avatar'), { src: `/avatars/${person}.svg`, width: 36, height: 36, alt: '' })
    const words = element('span', '', nameOf(person))
    words.append(element('small', '', `@${person}`))
    label.append(radio, picture, words)
    return label
  })
}

/** Wire the button and the dialog; `onSwitch` is called when another person takes the phone. */
export function start(onSwitch) {
  const dialog = byId('people')
  const field = byId('new-name')
  const draw = () => byId('persons').replaceChildren(...choices(choose))

  function choose(person) {
    kept.person = person
    field.value = nameOf(person)
    keep()
    show()
    onSwitch()
  }

  byId('open-people').addEventListener('click', () => {
    draw()
    field.value = current().name
    dialog.showModal()
  })
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
  dialog.addEventListener('close', () => {
    const name = field.value.trim()
    if (name) kept.names[kept.person] = name
    keep()
    show()
  })
  show()
}
