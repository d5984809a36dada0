import { lazy, Suspense } from 'react'
import { Page } from '@/components/page'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { SessionsCard } from './sessions-card'

// Where one is signed in comes first.
const PasswordCard = lazy(() => import('./password-card').then((file) => ({ default: file.PasswordCard })))
const TwoFactorCard = lazy(() => import('./two-factor-card').then((file) => ({ default: file.TwoFactorCard })))
const ApiKeysCard = lazy(() => import('./api-keys-card').then((file) => ({ default: file.ApiKeysCard })))

/** How a person signs in; and, for those who run the workspace, which programs may come in. */
export function SecurityPage({ role }: { role: string }) {
  return (
    <Page title={text.security.title} lead={text.security.lead}>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <div className="grid gap-5">
          <SessionsCard />
          <Suspense fallback={<SkeletonRows rows={1} className="h-40" />}>
            <PasswordCard />
          </Suspense>
        </div>
        <div className="grid gap-5">
          <Suspense fallback={<SkeletonRows rows={2} className="h-40" />}>
            <TwoFactorCard />
            {(role === 'owner' || role === 'admin') && <ApiKeysCard />}
          </Suspense>
        </div>
      </div>
    </Page>
  )
}
