import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import { Compass, LifeBuoy } from 'lucide-react'
import { Problem } from '@/api/problem'
import * as text from '@/i18n'
import { Button, buttonLook } from './button'
import { EmptyState } from './empty-state'

/** 404. */
export function NotFound() {
  return (
    <main className="grid min-h-full place-items-center">
      <EmptyState
        icon={Compass}
        heading="h1"
        title={text.common.notFoundTitle}
        action={
          <Link to="/conversations" className={buttonLook('primary')}>
            {text.common.goHome}
          </Link>
        }
      >
        {text.common.notFoundBody}
      </EmptyState>
    </main>
  )
}

/** The error boundary of every route. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  return (
    <main className="grid min-h-full place-items-center">
      <EmptyState
        icon={LifeBuoy}
        heading="h1"
        title={text.common.crashedTitle}
        action={
          <span className="flex flex-wrap justify-center gap-2">
            <Button kind="primary" onClick={reset}>
              {text.common.tryAgain}
            </Button>
            <a href="/conversations" className={buttonLook('plain')}>
              {text.common.goHome}
            </a>
          </span>
        }
      >
        {error instanceof Problem ? error.detail : text.common.crashedBody}
      </EmptyState>
    </main>
  )
}
