// Two helpers for lists that change in place, so that screen readers hear only what is new.

export const byId = (id) => document.getElementById(id)

export function element(tag, className, text) {
  const node = document.createElement(tag)
  node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

/** Make the children of `parent` follow `rows` ({key, version, build}); unchanged ones are not touched. */
export function follow(parent, rows) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]))
  rows.forEach((row, index) => {
    let child = old.get(row.key)
    if (!child || child.dataset.version !== row.version) {
      const fresh = row.build()
      fresh.dataset.key = row.key
      fresh.dataset.version = row.version
      if (child) child.replaceWith(fresh)
      child = fresh
    }
    old.delete(row.key)
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null)
  })
  old.forEach((child) => child.remove())
}
