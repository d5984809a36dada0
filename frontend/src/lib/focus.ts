/** As a `ref`: the element gets the focus when it appears, in place of what it took the place of. */
export function focusOnArrival(element: HTMLElement | null): void {
  element?.focus()
}
