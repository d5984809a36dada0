import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { sentenceOf } from '@/api/problem'
import { Badge } from '@/components/badge'
import { Button } from '@/components/button'
import { ConfirmButton } from '@/components/confirm-button'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { focusOnArrival } from '@/lib/focus'
import { longDate, shortWhen, useZone } from '@/lib/time'
import { apiKeyList, apiKeysKey, revokeApiKey, type ApiKey, type KeyScope } from './security-queries'

const words = text.apiKeys
const NewApiKey = lazy(() => import('./new-api-key').then((file) => ({ default: file.NewApiKey })))
const scopeWords: Record<string, string> = words.scopes satisfies Record<KeyScope, string>

export function ApiKeysCard() {
  const query = useQuery(apiKeyList())
  const [making, setMaking] = useState<'now' | 'closed again'>()
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        <QueryStates
          query={query}
          waiting={<SkeletonRows rows={1} />}
          empty={<p className="text-small text-ink-faint">{words.none}</p>}
        >
          {(keys) => (
            <ul className="divide-y divide-line">
              {keys.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </ul>
          )}
        </QueryStates>
        {making === 'now' ? (
          <Suspense fallback={<SkeletonRows rows={1} />}>
            <NewApiKey onDone={() => setMaking('closed again')} />
          </Suspense>
        ) : (
          <div>
            <Button ref={making && focusOnArrival} onClick={() => setMaking('now')}>
              {words.make}
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const zone = useZone()
  const queryClient = useQueryClient()
  const { id, name, scopes, created_at, last_used_at } = apiKey
  const revoke = useMutation({
    ...revokeApiKey(),
    onSuccess: () => toast(words.revoked(name)),
    onError: (error) => toast(sentenceOf(error), 'bad'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: apiKeysKey() }),
  })
  const used = last_used_at ? words.used(shortWhen(last_used_at, new Date(), zone)) : words.unused
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium break-words">{name}</p>
        <p className="text-small text-ink-faint">
          {words.made(longDate(created_at, zone))} · {used}
        </p>
        <ul className="mt-1.5 flex flex-wrap gap-1">
          {scopes.map((scope) => (
            <li key={scope}>
              <Badge>{scopeWords[scope] ?? scope}</Badge>
            </li>
          ))}
        </ul>
      </div>
      <ConfirmButton
        kind="quiet"
        busy={revoke.isPending}
        aria-label={words.revokeNamed(name)}
        title={words.revokeAsk(name)}
        body={words.revokeBody}
        action={words.revoke}
        onConfirm={() => revoke.mutate({ path: { key_id: id } })}
      >
        {words.revoke}
      </ConfirmButton>
    </li>
  )
}
