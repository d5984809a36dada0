// What the first visit to each page costs: the JavaScript it loads, gzip, as the build's manifest knows it.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BAR_KB = 130
const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)

function closure(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue
    seen.add(key)
    closure(manifest[key].imports ?? [], seen)
  }
  return seen
}

function kilobytes(keys) {
  const files = new Set([...keys].map((key) => manifest[key].file).filter((file) => file.endsWith('.js')))
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length, 0) / 1000
}

// A split route is `src/routes/_app/agents/$agentId.tsx?tsr-split=component`; its layouts load with it.
const pages = Object.keys(manifest).filter((key) => /^src\/routes\/.*tsr-split=component/.test(key))
const layoutsOf = (page) =>
  pages.filter((other) => other.includes('/route.tsx') && page.startsWith(other.slice(0, other.indexOf('route.tsx'))))

let largest = 0
for (const page of pages.filter((key) => !key.includes('/route.tsx'))) {
  const size = kilobytes(closure([entry, page, ...layoutsOf(page)]))
  largest = Math.max(largest, size)
  console.log(`${size.toFixed(1).padStart(7)} kB  ${page.replace('src/routes', '').replace(/\.tsx.*/, '')}`)
}
console.log(`${largest.toFixed(1).padStart(7)} kB  largest first visit, JavaScript, gzip (bar ${BAR_KB} kB)`)
if (!pages.length || largest > BAR_KB) process.exit(1)
