import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { currentWorkspace, me } from '@/features/people/queries'
import { DataPage } from '@/features/privacy/data-page'

export const Route = createFileRoute('/_app/data')({ component: Screen })

function Screen() {
  const { data: person } = useSuspenseQuery(me())
  const { role, name } = currentWorkspace(person)
  return <DataPage role={role} business={name} />
}
