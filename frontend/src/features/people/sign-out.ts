import { logout } from '@/api/generated/sdk/auth-changes.gen'
import { endNotices } from '@/lib/notices'

/** End the session; and whoever uses this browser next must not read on its screen who needs a person. */
export async function leaveThisBrowser(): Promise<void> {
  await endNotices().catch(() => undefined)
  await logout({ throwOnError: true })
}
