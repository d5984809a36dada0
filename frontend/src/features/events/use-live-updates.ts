import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LiveState } from './live'

/** Keep what is on screen in step with the server; returns how well that works right now. */
export function useLiveUpdates(workspaceId: string): LiveState {
  const queryClient = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')

  useEffect(() => {
    let stop = () => {}
    let isOver = false
    // What may change comes after what is shown.
    void import('./keep-up').then(({ keepUp }) => {
      if (!isOver) stop = keepUp(queryClient, workspaceId, setState)
    })
    return () => {
      isOver = true
      stop()
    }
  }, [queryClient, workspaceId])

  return state
}
