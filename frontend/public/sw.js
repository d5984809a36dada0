/* Shows notices while the dashboard is closed, and opens the conversation they are about. It keeps no pages. */

self.addEventListener('push', (event) => {
  const { title, body, path, tag } = event.data?.json() ?? {}
  event.waitUntil(
    self.registration.showNotification(title || 'Frontdesk', {
      body,
      tag,
      // A notice in the place of an older one must be heard too.
      renotify: Boolean(tag),
      icon: '/icon-192.png',
      badge: '/icon-192.png',
      data: { path },
    }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.path))
})

async function open(path) {
  const wanted = new URL(path || '/escalations', self.location.origin)
  // Only places of our own.
  const address = wanted.origin === self.location.origin ? wanted.href : self.location.origin
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const shown = windows.find(({ url }) => url === address) ?? windows[0]
  if (!shown) return self.clients.openWindow(address)
  try {
    const there = shown.url === address ? shown : await shown.navigate(address)
    return await (there ?? shown).focus()
  } catch {
    // A window that this worker does not control cannot be led elsewhere.
    return self.clients.openWindow(address)
  }
}
