import { readFileSync } from 'node:fs'
import { defineConfig } from '@hey-api/openapi-ts'

type Operation = { operationId: string; tags: [string] }
type Named = { name: string; external?: string }

const DOCUMENT = './openapi.json'
const { paths } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as { paths: Record<string, Record<string, Operation>> }

/** Each operation's file: what a part of the house can be asked, and apart from it what changes something there. */
const fileOf = new Map(
  Object.values(paths).flatMap((path) =>
    Object.entries(path).map(([method, { operationId, tags }]) => {
      const part = tags[0].toLowerCase().replaceAll(' ', '-')
      return [camelCase(operationId), method === 'get' ? part : `${part}-changes`] as const
    }),
  ),
)

function camelCase(name: string): string {
  return name.replace(/[\s_-]+(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * A page loads the files of the calls it makes; one file for all would stand in front of every page. The keys, by which
 * a page refetches what others show, stand apart from the calls.
 */
function fileIn(folder: string) {
  return ({ name, external }: Named): string | undefined => {
    if (external) return undefined
    if (name.endsWith('QueryKey') && fileOf.has(name.slice(0, -'QueryKey'.length))) return `${folder}/keys`
    return `${folder}/${fileOf.get(name.replace(/(Infinite)?Options$|InfiniteQueryKey$|Mutation$/, '')) ?? 'shared'}`
  }
}

export default defineConfig({
  input: DOCUMENT,
  output: './src/api/generated',
  plugins: [
    '@hey-api/client-fetch',
    '@hey-api/typescript',
    // The session is a cookie, which the browser sends by itself.
    { name: '@hey-api/sdk', auth: false, '~hooks': { symbols: { getFilePath: fileIn('sdk') } } },
    {
      name: '@tanstack/react-query',
      '~hooks': {
        symbols: { getFilePath: fileIn('queries'), getExportFromFilePath: () => ['@tanstack/react-query'] },
        events: {
          // What helps all files is private in one file; here it must leave its own.
          'node:set:before': ({ node }) => {
            const { symbol } = node as unknown as { symbol?: { meta: { category?: string } } }
            if (symbol?.meta.category === 'utility') (node as unknown as { export: () => void }).export()
          },
        },
      },
    },
  ],
})
