import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const inSource = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))
const backend = process.env.BACKEND_URL ?? 'http://127.0.0.1:8000'

// What pages share comes in few files: they compress better than many small ones, and take fewer requests. Rules that
// come first win.
const shared = [
  {
    name: 'app', // every page
    test: /node_modules[\\/](react|react-dom|scheduler|@tanstack)[\\/]|[\\/]icons[\\/](arrow-left|chevron-right|file-text|plus|search-x|user-round)\.|[\\/]src[\\/](api[\\/]((client|no-stream|problem|query-client)\.|generated[\\/](client|core|\w+[\\/](keys|shared)))|i18n[\\/]en[\\/](count|length|shell)|lib[\\/](cx|search-params|theme|time|workspace)|components[\\/](badge|brand|button|empty-state|lost|notice|query-states|skeleton|spinner|toasts)|features[\\/]people[\\/]queries)/,
  },
  {
    name: 'inside', // every page behind the front door
    test: /[\\/]icons[\\/](bot|chevron-down|hand-helping|link-2|messages-square)\.|[\\/]src[\\/](components[\\/]shell|features[\\/](events[\\/]use|escalations[\\/]queries)|api[\\/]generated[\\/](\w+[\\/]conversations|sdk[\\/]escalations)\.)/,
  },
  {
    name: 'forms', // most pages of lists and forms
    test: /[\\/]src[\\/](components[\\/](page|field|confirm-button|copy-button|switch)|lib[\\/](form|focus))/,
  },
  {
    name: 'conversations',
    test: /[\\/]src[\\/](features[\\/]conversations[\\/](conversation-list|automatic-replies\.tsx|queries)|i18n[\\/]en[\\/]conversations)/,
  },
]

export default defineConfig({
  plugins: [tanstackRouter({ target: 'react', autoCodeSplitting: true, quoteStyle: 'single', tmpDir: 'node_modules/.tanstack' }), react(), tailwindcss()],
  resolve: {
    alias: [
      // What no page needs: a stream reader of its own, and a hook that React has.
      { find: /^.*\/serverSentEvents\.gen$/, replacement: inSource('api/no-stream.ts') },
      { find: 'use-sync-external-store/shim/with-selector', replacement: 'use-sync-external-store/with-selector' },
      { find: /^@\//, replacement: inSource('') },
    ],
  },
  // The manifest tells scripts/size.mjs which files a first visit loads. Small images stay files: the page's CSP has no data: images.
  build: {
    manifest: true,
    assetsInlineLimit: 0,
    // Every browser that knows the page's colours (light-dark) knows modulepreload.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // A page that takes one call from the generated index must not load all calls.
      treeshake: { moduleSideEffects: [{ test: /[\\/]src[\\/]api[\\/]generated[\\/]/, sideEffects: false }] },
      // The manifest knows which file is which; names would only make every page's list of files longer.
      output: { codeSplitting: { groups: shared }, chunkFileNames: 'assets/[hash].js' },
    },
  },
  server: { proxy: { '/api': { target: backend, changeOrigin: false } } },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/test/setup.ts'],
    restoreMocks: true,
    testTimeout: 15_000, // a busy machine
    maxWorkers: '100%', // by itself it leaves one core idle: on two, that is half
    isolate: false, // each test cleans up after itself (src/test/setup.ts); a new world for every file took half the time
  },
})
