import { Suspense, useState, type ReactNode } from 'react'
import { Button } from '@/components/button'
import { SkeletonRows } from '@/components/skeleton'
import { useFocusBack } from '@/lib/focus'

type Props = { label: string; children: (close: () => void) => ReactNode }

/** A button that gives its place to a form, and stands there again, with the focus, when the form is done. */
export function FormInPlace({ label, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  const button = useFocusBack(isOpen)
  if (isOpen) return <Suspense fallback={<SkeletonRows rows={2} />}>{children(() => setOpen(false))}</Suspense>
  return (
    <div>
      <Button ref={button} onClick={() => setOpen(true)}>
        {label}
      </Button>
    </div>
  )
}
