import { expect, test } from '@playwright/test'
import { setting } from './environment'

/** Whose phone it is; other stories have customers of their own. */
const CUSTOMER = 'Maya Lindqvist'
const QUESTION = 'How much is a haircut?'
const PRICE = /(€|EUR|\$|£)\s?\d+|\d+\s?(€|EUR)/

test('a customer asks on the phone; the owner watches the answer arrive, with its source', async ({ page, browser }) => {
  await page.goto('/agents')
  await page.getByRole('main').getByRole('listitem').first().getByRole('link').click()
  const documents = page.getByRole('list', { name: 'Documents' })
  await expect(documents.getByRole('listitem').filter({ hasText: /\.pdf/ }).first()).toContainText('Ready')

  await page.goto('/conversations')
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
  const hers = page.getByRole('region', { name: 'Conversations' }).getByRole('link').filter({ hasText: CUSTOMER })
  const lines = page.getByRole('log').getByRole('listitem')
  const questions = lines.filter({ hasText: /^Customer:/ }).filter({ hasText: QUESTION })
  const answers = lines.filter({ hasText: /^Agent:/ }).filter({ hasText: PRICE })
  if (await hers.isVisible()) {
    await hers.click()
    await expect(lines).not.toHaveCount(0)
  }
  const [asked, answered] = [await questions.count(), await answers.count()]

  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
  await phone.goto(setting('E2E_PHONE_URL'))
  const chat = phone.getByRole('log')
  await expect(phone.getByRole('textbox', { name: 'Message' })).toBeVisible()
  const pricesBefore = await chat.getByText(PRICE).count()
  await phone.getByRole('textbox', { name: 'Message' }).fill(QUESTION)
  await phone.getByRole('button', { name: 'Send' }).click()
  await expect(chat.getByText(QUESTION).last()).toBeVisible()

  // Without a reload: the conversation appears (in the list, if it is the first one), then the answer.
  if (asked === 0) await hers.click()
  await expect(questions).toHaveCount(asked + 1)
  await expect(answers).toHaveCount(answered + 1, { timeout: 45_000 })

  const answer = answers.last()
  await answer.getByText('Why this answer').click()
  await expect(answer.getByText(/^from .+\.pdf(, page \d+)?$/).first()).toBeVisible()
  await expect.poll(() => chat.getByText(PRICE).count()).toBeGreaterThan(pricesBefore)
})

test('the account says something by itself; the owner is asked about each text once, and decides', async ({ page, request }) => {
  const says = (who: 'customer' | 'owner', text: string) =>
    request.post(new URL(`/control/${who}-message`, setting('E2E_PHONE_URL')).href, {
      data: { account: 'luna.hair.studio', customer: 'mia.on.sunday', text },
    })
  await page.goto('/conversations')
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  await says('customer', QUESTION)
  await says('owner', 'Thanks for writing! We answer soon.')
  await says('owner', 'We are closed on Sundays.')

  const card = page.getByRole('region', { name: 'Was this an automatic reply?' })
  await expect(card).toContainText('We are closed on Sundays.')
  await expect(card).toContainText('One more text to ask about.')
  await card.getByRole('button', { name: 'No, a person wrote it' }).click()
  await expect(card).toContainText('It counts as written by a person')
  await card.getByRole('button', { name: 'Yes, automatic' }).click()
  await expect(card).toContainText('It counts as automatic')
  await page.mouse.move(0, 0)
  // The other one stays open: the tests of the screens look at it.
  await expect(card).toContainText('Thanks for writing! We answer soon.')

  // None of it was a person: the agent has answered.
  await page.getByRole('region', { name: 'Conversations' }).getByRole('listitem').first().getByRole('link').click()
  const lines = page.getByRole('log').getByRole('listitem')
  await expect(lines.filter({ hasText: /^Automatic reply:/ })).toHaveCount(2)
  await expect(lines.filter({ hasText: /^Agent:/ }).filter({ hasText: PRICE })).toHaveCount(1, { timeout: 45_000 })
})
