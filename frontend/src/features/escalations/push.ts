import { readPushKeyOptions, subscribeToPushMutation, unsubscribeFromPushMutation } from '@/api/generated/@tanstack/react-query.gen'
import { WORKER } from '@/lib/notices'

export const pushKey = readPushKeyOptions
export const subscribe = subscribeToPushMutation
export const unsubscribe = unsubscribeFromPushMutation

/** How this browser stands with notices. */
export type PushState = 'unsupported' | 'denied' | 'off' | 'on'

/** What a browser refused, in a word. */
export class PushRefused extends Error {
  constructor(readonly why: 'dismissed' | 'denied' | 'failed') {
    super(why)
  }
}

export async function pushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'unsupported'
  if (Notification.permission === 'denied') return 'denied'
  const registration = await navigator.serviceWorker.getRegistration(WORKER)
  return (await registration?.pushManager.getSubscription()) ? 'on' : 'off'
}

/** Ask for leave and sign this browser up with its maker's notice service. Throws `PushRefused`. */
export async function signUp(publicKey: string): Promise<{ endpoint: string; p256dh: string; auth: string }> {
  const answer = await Notification.requestPermission()
  if (answer !== 'granted') throw new PushRefused(answer === 'denied' ? 'denied' : 'dismissed')
  try {
    await navigator.serviceWorker.register(WORKER)
    const registration = await navigator.serviceWorker.ready
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
    const { endpoint = '', keys = {} } = made.toJSON()
    return { endpoint, p256dh: keys.p256dh ?? '', auth: keys.auth ?? '' }
  } catch {
    throw new PushRefused('failed')
  }
}
