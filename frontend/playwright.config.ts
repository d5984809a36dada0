import { existsSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'

const debianChromium = '/usr/bin/chromium'
const desk = { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } }
const phone = { ...devices['Desktop Chrome'], viewport: { width: 390, height: 844 }, hasTouch: true }
const session = 'e2e/.session.json'

/** Against a running demo: E2E_BASE_URL, E2E_EMAIL, E2E_PASSWORD, and E2E_PHONE_URL for the customer's phone. */
export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: process.env.E2E_BASE_URL,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: existsSync(debianChromium) ? debianChromium : undefined,
      args: ['--disable-dev-shm-usage'],
    },
  },
  projects: [
    // One sign-in for all: the API counts them.
    { name: 'sign in', testMatch: 'sign-in.setup.ts', use: desk },
    { name: 'story', testMatch: ['story.spec.ts', 'handover.spec.ts'], dependencies: ['sign in'], use: { ...desk, storageState: session } },
    // Each size and each theme once: the theme's tokens do not depend on the size.
    ...([['desk, light', desk, 'light'], ['phone, dark', phone, 'dark']] as const).map(([name, device, colorScheme]) => ({
      name,
      testMatch: 'screens.spec.ts',
      dependencies: ['story'],
      use: { ...device, colorScheme, storageState: session },
    })),
  ],
})
