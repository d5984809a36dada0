import { useCallback, useEffect, useRef } from 'react'

/** As a `ref`: the element gets the focus when it appears, in place of what it took the place of. */
export function focusOnArrival(element: HTMLElement | null): void {
  element?.focus()
}

/**
 * A `ref` for a button that gives its place to what it opens: when that is closed, and the button stands there again,
 * it gets the focus back.
 */
export function useFocusBack(isOpen: boolean): (element: HTMLElement | null) => void {
  const isOwed = useRef(false)
  useEffect(() => {
    if (isOpen) isOwed.current = true
  }, [isOpen])
  return useCallback((element) => {
    if (!element || !isOwed.current) return
    isOwed.current = false
    element.focus()
  }, [])
}
