// Takes the pictures of the README from a running demo (`make run`): node scripts/images.mjs http://localhost:8000
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

const dashboard = process.argv[2] ?? 'http://localhost:8000'
const phoneUrl = `http://localhost:${Number(new URL(dashboard).port) + 1}/phone`
const image = (name) => fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url))
const debian = '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath: existsSync(debian) ? debian : undefined, args: ['--disable-dev-shm-usage'] })
const open = async (width, height, address) => {
  const page = await (await browser.newContext({ viewport: { width, height }, colorScheme: 'light', locale: 'en-IE' })).newPage()
  await page.goto(address)
  return page
}

const phone = await open(390, 844, phoneUrl)
for (const [question, answer] of [['How much is a haircut?', /^Here are the prices/], ['and for kids?', /^Here is the price/]]) {
  const answers = phone.getByRole('log').getByText(answer)
  const before = await answers.count()
  await phone.getByRole('textbox', { name: 'Message' }).fill(question)
  await phone.getByRole('button', { name: 'Send' }).click()
  await answers.nth(before).waitFor({ timeout: 60_000 })
}
await phone.waitForTimeout(1_000)
await phone.screenshot({ path: image('phone') })

const desk = await open(1360, 850, dashboard)
await desk.getByLabel('Email').fill('demo@luna.example')
await desk.getByLabel('Password', { exact: true }).fill('luna-demo-2026') // pragma: allowlist secret
await desk.getByRole('button', { name: 'Sign in' }).click()
await desk.getByRole('region', { name: 'Conversations' }).getByRole('link').filter({ hasText: 'Maya Lindqvist' }).click()
await desk.getByText('Why this answer').last().click()
await desk.getByText('Decided').last().scrollIntoViewIfNeeded()
await desk.waitForTimeout(1_000)
await desk.screenshot({ path: image('dashboard') })
await browser.close()
