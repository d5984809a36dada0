import { lazy, Suspense } from 'react'
import { Page } from '@/components/page'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { PasswordCard } from './password-card'
import { SessionsCard } from './sessions-card'

// The second column comes after the first.
const TwoFactorCard = lazy(() => import('./two-factor-card').then((file) => ({ default: file.TwoFactorCard })))
const ApiKeysCard = lazy(() => import('./api-keys-card').then((file) => ({ default: file.ApiKeysCard })))

/** How a person signs in; and, for those who run the workspace, which programs may come in. */
export function SecurityPage({ role }: { role: string }) {
  return (
    <Page title={text.security.title} lead={text.security.lead}>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <div className="grid gap-5">
          <SessionsCard />
          <PasswordCard />
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
