import { Page } from '@/components/page'
import * as text from '@/i18n'
import { ApiKeysCard } from './api-keys-card'
import { PasswordCard } from './password-card'
import { SessionsCard } from './sessions-card'
import { TwoFactorCard } from './two-factor-card'

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
          <TwoFactorCard />
          {(role === 'owner' || role === 'admin') && <ApiKeysCard />}
        </div>
      </div>
    </Page>
  )
}
