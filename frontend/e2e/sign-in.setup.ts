import { expect, test } from '@playwright/test'
import { setting } from './environment'

test('the owner is sent to sign in, and comes back to the page they wanted', async ({ page }) => {
  await page.goto(new URL('/agents', setting('E2E_BASE_URL')).href)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.getByLabel('Email').fill(setting('E2E_EMAIL'))
  await page.getByLabel('Password', { exact: true }).fill(setting('E2E_PASSWORD'))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/agents$/)
  await expect(page.getByRole('heading', { name: 'Agents', level: 1 })).toBeVisible()
  await page.context().storageState({ path: 'e2e/.session.json' })
})
