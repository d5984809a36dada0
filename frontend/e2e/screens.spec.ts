import { AxeBuilder } from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'

const FRONT_DOOR = [
  '/sign-in?email=ana@example.com',
  '/register',
  '/verify-email?email=ana@example.com',
  '/forgot-password',
  '/reset-password?email=ana@example.com',
  '/invitation',
  '/there/is/no/such/page',
]

const LISTS = [
  '/conversations',
  '/conversations?q=nothing-like-this',
  '/escalations',
  '/agents',
  '/accounts',
  '/team',
  '/canned-replies',
  '/appointments',
  '/booking-setup',
  '/calendars',
  '/facts',
  '/unanswered',
  '/golden-questions',
  '/house-rules',
  '/emails',
  '/mail-settings',
  '/security',
  '/audit',
  '/data',
]

/** A page whose console must stay free of errors. */
const test = base.extend<{ quietPage: Page }>({
  quietPage: async ({ page }, ready) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (line) => {
      // The browser itself reports every refused request; "not signed in" is one a guest's page expects.
      if (line.type() === 'error' && !/status of 401/.test(line.text())) errors.push(line.text())
    })
    await ready(page)
    expect(errors).toEqual([])
  },
})

async function looksRight(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).filter({ visible: true })).toHaveCount(1)
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
  // The preview of a mail runs no script, so axe cannot be asked inside it.
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, 'nothing is wider than the screen').toBeLessThanOrEqual(0)
}

test.describe('signed in', () => {
  for (const address of LISTS) {
    test(`the page ${address}`, async ({ quietPage: page }) => {
      await page.goto(address)
      await expect(page.getByText('Live', { exact: true })).toBeVisible()
      await looksRight(page)
    })
  }

  test('a conversation, with its proof open', async ({ quietPage: page }) => {
    await page.goto('/conversations')
    await page.getByRole('main').getByRole('listitem').first().getByRole('link').click()
    await page.getByText('Why this answer').last().click()
    await looksRight(page)
  })

  test('an agent', async ({ quietPage: page }) => {
    await page.goto('/agents')
    await page.getByRole('main').getByRole('listitem').first().getByRole('link').click()
    await expect(page.getByLabel('Provider')).toBeVisible()
    await looksRight(page)
  })

  test('the question before a document is deleted, by keyboard', async ({ quietPage: page }) => {
    await page.goto('/agents')
    await page.getByRole('main').getByRole('listitem').first().getByRole('link').click()
    const remove = page.getByRole('list', { name: 'Documents' }).getByRole('button', { name: /^Delete/ }).first()
    await remove.press('Enter')
    await expect(page.getByRole('alertdialog')).toBeVisible()
    await looksRight(page)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('alertdialog')).toBeHidden()
    await expect(remove).toBeFocused()
  })

  test('a service with a price and a holiday are set up, by keyboard, and taken back', async ({ quietPage: page }) => {
    const [name, note] = [`Fringe trim ${Date.now()}`, `Away ${Date.now()}`]
    await page.goto('/booking-setup')
    await page.getByRole('button', { name: 'Add a service' }).press('Enter')
    await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
    await page.keyboard.type(name)
    await page.getByLabel('Price (optional)').fill('12.50')
    await page.getByLabel('Currency').selectOption('EUR')
    await looksRight(page)
    await page.getByLabel('Name', { exact: true }).press('Enter')
    const service = page.getByRole('listitem').filter({ hasText: name })
    await expect(service).toContainText('30 min · €12.50 · Everybody')

    await page.getByRole('button', { name: 'Add a special day' }).press('Enter')
    await page.getByLabel('From', { exact: true }).fill('2199-12-24')
    await page.getByLabel('Note (optional)').fill(note)
    await looksRight(page)
    await page.getByLabel('Note (optional)').press('Enter')
    const holiday = page.getByRole('listitem').filter({ hasText: `Closed · Everybody · ${note}` })
    await expect(holiday).toContainText('Dec 24, 2199')

    for (const row of [service, holiday]) {
      await row.getByRole('button', { name: /^Delete/ }).press('Enter')
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).press('Enter')
      await expect(row).toHaveCount(0)
    }
  })

  test('somebody is booked by keyboard at a time of their own, and called off', async ({ quietPage: page }) => {
    const name = `Zoe${Date.now()}`
    const minute = String(Math.floor(Math.random() * 60)).padStart(2, '0')
    await page.goto('/appointments')
    await page.getByLabel('Day', { exact: true }).fill('2199-06-05')
    await page.getByRole('button', { name: 'Book for somebody' }).press('Enter')
    const form = page.getByRole('main').locator('form')
    await expect(form.getByLabel('Day', { exact: true })).toBeFocused()
    await form.getByLabel('Time', { exact: true }).selectOption({ label: 'Another time …' })
    await form.getByLabel('Which time').fill(`${test.info().project.name.startsWith('desk') ? '09' : '15'}:${minute}`)
    await form.getByLabel('Customer’s first name').fill(name)
    await looksRight(page)
    await form.getByLabel('Customer’s first name').press('Enter')
    const card = page.getByRole('article', { name })
    await card.getByRole('button', { name: /^Cancel/ }).press('Enter')
    await expect(card.getByLabel('Why (optional)')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(card).toContainText('Cancelled')
  })

  test('a canned reply is found by its shortcut and stands in the reply', async ({ quietPage: page }) => {
    const shortcut = `s${Date.now()}`
    await page.goto('/canned-replies')
    await page.getByRole('button', { name: 'Write one' }).first().press('Enter')
    await page.getByLabel('Title', { exact: true }).fill(`Hours ${shortcut}`)
    await page.getByLabel(/^Shortcut/).fill(shortcut)
    await page.getByLabel('Text', { exact: true }).fill('{business} opens at nine.')
    await page.getByRole('button', { name: 'Save' }).press('Enter')
    await expect(page.getByRole('article', { name: `Hours ${shortcut}` })).toBeVisible()
    await page.goto('/conversations')
    await page.getByRole('main').getByRole('listitem').first().getByRole('link').click()
    await page.getByLabel('Your reply').press('/')
    await expect(page.getByRole('combobox', { name: 'Find a canned reply' })).toBeFocused()
    await page.keyboard.type(shortcut)
    await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(1)
    await looksRight(page)
    await page.keyboard.press('Enter')
    await expect(page.getByLabel('Your reply')).toHaveValue(/ opens at nine\.$/)
    await expect(page.getByLabel('Your reply')).toBeFocused()
  })

  test('the theme can be chosen, and stays', async ({ quietPage: page }) => {
    await page.goto('/agents')
    await page.getByRole('button', { name: /Your account/ }).click()
    await page.getByText('Dark', { exact: true }).click()
    await looksRight(page)
    await page.reload()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  })

  test('the skip link leads past the navigation', async ({ quietPage: page }) => {
    await page.goto('/agents')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main')).toBeFocused()
  })
})

test.describe('signed out', () => {
  test.use({ storageState: { cookies: [], origins: [] } })

  test('the front door', async ({ quietPage: page }) => {
    for (const address of FRONT_DOOR) {
      await test.step(address, async () => {
        await page.goto(address)
        await looksRight(page)
      })
    }
  })

  test('an empty form says what is missing', async ({ quietPage: page }) => {
    await page.goto('/register')
    await page.getByRole('button', { name: 'Create workspace' }).click()
    await expect(page.getByLabel('Your name')).toBeFocused()
    await looksRight(page)
  })
})
