import { useEffect, useState } from 'react'

const TICK_MS = 15_000

/** The present moment in milliseconds, told again every quarter minute: for what counts down. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(tick)
  }, [])
  return now
}
