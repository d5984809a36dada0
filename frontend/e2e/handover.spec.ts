import { expect, test, type Page } from '@playwright/test'
import { setting } from './environment'

const ACCOUNT = 'luna.hair.studio'
const CUSTOMER = 'noor.by.the.sea'

/** The customer's side of the chat, in the order in which they see it. */
async function customerReads(page: Page): Promise<string[]> {
  const address = new URL('/phone/api/thread', setting('E2E_PHONE_URL'))
  address.search = new URLSearchParams({ business: ACCOUNT, person: CUSTOMER }).toString()
  const thread = (await (await page.request.get(address.href)).json()) as { messages: { text: string }[] }
  return thread.messages.map(({ text }) => text)
}

test('a person takes a conversation over, answers, leaves a note, and hands back', async ({ page, request }) => {
  const writes = (text: string) =>
    request.post(new URL('/control/customer-message', setting('E2E_PHONE_URL')).href, {
      data: { account: ACCOUNT, customer: CUSTOMER, text },
    })
  await page.goto('/conversations')
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  await writes('How much is a haircut?')
  const row = page.getByRole('region', { name: 'Conversations' }).getByRole('listitem').filter({ hasText: /noor|Noor/ }).first()
  await row.getByRole('link').click()
  const lines = page.getByRole('log').getByRole('listitem')
  await expect(lines.filter({ hasText: /^Agent:/ })).not.toHaveCount(0, { timeout: 45_000 })

  await page.getByRole('button', { name: 'Take over' }).click()
  await expect(page.getByText(/^People until/)).toBeVisible()
  await expect(page.getByRole('timer')).toContainText('left')

  await writes('And with Luna herself?')
  const asked = lines.filter({ hasText: /^Customer:/ }).filter({ hasText: 'And with Luna herself?' })
  await expect(asked).toContainText('Left to people')

  const box = page.getByRole('textbox', { name: 'Your reply' })
  await box.fill('Luna asks for 55 euros. Shall I book you in?')
  await box.press('Control+Enter')
  await expect(lines.filter({ hasText: /^Person:/ }).filter({ hasText: 'Luna asks for 55 euros' })).toContainText(/Sent|Delivered|Seen/)
  await expect.poll(() => customerReads(page)).toContain('Luna asks for 55 euros. Shall I book you in?')

  await page.getByRole('radio', { name: 'Note' }).press('Space')
  await page.getByRole('textbox', { name: 'Your note for the team' }).fill('Regular customer, likes the window seat.')
  await page.getByRole('button', { name: 'Keep note' }).click()
  await expect(lines.filter({ hasText: 'Regular customer' })).toContainText('only your team')
  expect(await customerReads(page)).not.toContain('Regular customer, likes the window seat.')

  await page.getByRole('button', { name: 'Hand back to the agent' }).click()
  await expect(page.getByText('The agent answers')).toBeVisible()
  const before = await lines.filter({ hasText: /^Agent:/ }).count()
  await writes('How much is a haircut?')
  await expect.poll(() => lines.filter({ hasText: /^Agent:/ }).count(), { timeout: 45_000 }).toBeGreaterThan(before)
})

test('a customer asks for a person; the request waits on its page until the conversation is handed back', async ({ page, request }) => {
  await request.post(new URL('/control/customer-message', setting('E2E_PHONE_URL')).href, {
    data: { account: ACCOUNT, customer: 'idris.late', text: 'I want to talk to a human please' },
  })
  await page.goto('/escalations')
  const waits = page.getByRole('list', { name: 'Requests' }).getByRole('article', { name: /idris/i })
  await expect(waits).toContainText('Asked for a person', { timeout: 45_000 })
  await expect(waits).toContainText(/Due in/)
  await expect(page.getByRole('link', { name: /People needed.*waiting/ })).toBeVisible()
  await waits.getByLabel(/Who looks after/).selectOption({ label: 'You look after it' })
  await page.getByRole('button', { name: 'Mine' }).click()
  await waits.getByRole('link', { name: /Open the conversation/ }).click()

  await expect(page.getByText(/^The customer needs a person/)).toBeVisible()
  await page.getByRole('button', { name: 'Hand back to the agent' }).click()
  await expect(page.getByText('The agent answers')).toBeVisible()
  await page.goto('/escalations?show=resolved')
  await expect(waits).toContainText('Closed')
})
