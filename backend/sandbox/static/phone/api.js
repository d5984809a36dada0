// The sandbox's endpoints as functions. Every failure is thrown as an Error with a sentence.

async function answered(response) {
  if (response.ok) return response.json()
  const { detail } = await response.json().catch(() => ({}))
  throw new Error(typeof detail === 'string' ? detail : `The sandbox answered ${response.status}.`)
}

function post(path, body) {
  return fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).then(answered)
}

/** The chat as it stands; with `after`, as soon as something is newer than that revision. */
export function thread(business, person, after, signal) {
  const query = new URLSearchParams({ business, person, after })
  return fetch(`/phone/api/thread?${query}`, { signal }).then(answered)
}

export const write = (business, person, name, text) =>
  post('/phone/api/messages', { business, person, name, text })

export const answerAsOwner = (business, person, name, text) =>
  post('/phone/api/owner', { business, person, name, text })

export const touch = (business, person, name, gesture) =>
  post('/phone/api/gestures', { business, person, name, gesture })

export const saw = (business, person) => post('/phone/api/seen', { business, person })

export const setFaults = (change) => post('/control/faults', change)

export const killTokens = (account) => post('/control/kill-tokens', { account })
