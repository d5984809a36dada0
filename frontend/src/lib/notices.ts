/** What shows notices while the dashboard is closed. */
export const WORKER = '/sw.js'

/** Show no notices in this browser any more; the address they came to, if they did. */
export async function endNotices(): Promise<string | undefined> {
  if (!('serviceWorker' in navigator)) return undefined
  const registration = await navigator.serviceWorker.getRegistration(WORKER)
  const subscription = await registration?.pushManager?.getSubscription()
  await subscription?.unsubscribe()
  return subscription?.endpoint
}
