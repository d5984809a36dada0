import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const backend = process.env.BACKEND_URL ?? 'http://127.0.0.1:8000'

// What every page needs is one file: it compresses better than thirty small ones, and comes in one request.
const neededEverywhere =
  /node_modules[\\/](react|react-dom|scheduler|@tanstack)[\\/]|[\\/]src[\\/](api|i18n[\\/]en[\\/]shell|components[\\/](badge|brand|button|empty-state|lost|notice|query-states|shell|skeleton|spinner|theme-choice|toasts))|[\\/]features[\\/](events[\\/]|\w+[\\/]queries)/

export default defineConfig({
  plugins: [tanstackRouter({ target: 'react', autoCodeSplitting: true, quoteStyle: 'single', tmpDir: 'node_modules/.tanstack' }), react(), tailwindcss()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // The manifest tells scripts/size.mjs which files a first visit loads. Small images stay files: the page's CSP has no data: images.
  build: {
    manifest: true,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'app', test: neededEverywhere }] } },
    },
  },
  server: { proxy: { '/api': { target: backend, changeOrigin: false } } },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/test/setup.ts'],
    restoreMocks: true,
  },
})
