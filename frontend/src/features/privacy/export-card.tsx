import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { sentenceOf } from '@/api/problem'
import { Button, buttonLook } from '@/components/button'
import { Notice } from '@/components/notice'
import { Card } from '@/components/page'
import { QueryStates } from '@/components/query-states'
import { SkeletonRows } from '@/components/skeleton'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { longDate, useZone } from '@/lib/time'
import { addressOf, askForExport, exportList, exportsKey, type WorkspaceExport } from './data'

const words = text.takeAway

export function ExportCard() {
  const query = useQuery(exportList())
  const queryClient = useQueryClient()
  const ask = useMutation({
    ...askForExport(),
    onError: (error) => toast(sentenceOf(error), 'bad'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: exportsKey() }),
  })
  const newest = query.data?.[0]
  const isUnderWay = newest?.status === 'queued' || newest?.status === 'working'
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        <QueryStates query={query} waiting={<SkeletonRows rows={1} />}>
          {(exports) => (
            <>
              {newest?.status === 'failed' && <Notice tone="bad">{words.failed}</Notice>}
              {newest && isUnderWay && <Progress export={newest} />}
              <Packed exports={exports.filter(({ status }) => status === 'ready')} />
            </>
          )}
        </QueryStates>
        <div>
          <Button busy={ask.isPending || isUnderWay} onClick={() => ask.mutate({})}>
            {words.pack}
          </Button>
        </div>
      </div>
    </Card>
  )
}

function Progress({ export: { status, progress } }: { export: WorkspaceExport }) {
  if (status === 'queued') return <p className="text-small text-ink-soft">{words.queued}</p>
  return <progress aria-label={words.packing} value={progress} className="h-2 w-full accent-accent" />
}

function Packed({ exports }: { exports: WorkspaceExport[] }) {
  const zone = useZone()
  if (!exports.length) return null
  return (
    <ul className="grid gap-3">
      {exports.map((each) => (
        <li key={each.id} className="flex flex-wrap items-center justify-between gap-3">
          <span className="text-small">
            {words.ready(longDate(each.created_at, zone), size(each.byte_size))}
            <span className="block text-ink-faint">{words.until(longDate(each.expires_at, zone))}</span>
          </span>
          <a
            href={addressOf(each)}
            download
            aria-label={words.downloadOf(longDate(each.created_at, zone))}
            className={buttonLook('plain')}
          >
            <Download aria-hidden="true" className="size-4" />
            {words.download}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** `3.2 MB`, in the reader's way of writing numbers. */
function size(bytes: number): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : bytes < 1e9 ? [bytes / 1e6, 'megabyte'] : [bytes / 1e9, 'gigabyte']
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value)
}
