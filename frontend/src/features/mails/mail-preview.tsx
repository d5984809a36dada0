import { useQuery } from '@tanstack/react-query'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import * as text from '@/i18n'
import { preview } from './mail-settings-queries'

/** The mail as it is sent. It is a stranger to this page: no script, no form, no way out of its frame. */
export function MailPreview() {
  const query = useQuery(preview())
  return (
    <QueryStates query={query} waiting={<SkeletonRows rows={1} className="h-72" />}>
      {(html) => (
        <iframe
          title={text.mailSettings.preview}
          sandbox=""
          srcDoc={html}
          className="h-96 w-full rounded-control border border-line bg-white"
        />
      )}
    </QueryStates>
  )
}
