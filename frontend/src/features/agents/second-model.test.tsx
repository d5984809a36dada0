import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { problem, serve } from '@/test/server'
import { ModelForm } from './model-form'
import { agent as agentQuery, type Agent } from './queries'

const provider = (name: string, label: string, more: object = {}) => ({
  name,
  label,
  configured: false,
  needs_base_url: false,
  default_model: null,
  ...more,
})
const providers = [
  provider('offline', 'Built-in responder', { configured: true }),
  provider('groq', 'Groq', { configured: true, default_model: 'llama' }),
  provider('openai', 'OpenAI'),
  provider('custom', 'Another host', { needs_base_url: true }),
]
const first = { provider: 'groq', model: null, temperature: null, max_tokens: null, base_url: null, has_api_key: false }
const spare = { provider: 'openai', model: 'gpt', base_url: null, has_api_key: true }

/** The model card of an agent; what the API is told of it. */
function open(second: object | null, refusal?: ReturnType<typeof problem>) {
  const told: unknown[] = []
  let agent = { id: 'a1', llm_config: { ...first, second } }
  serve({
    'GET /api/models/providers': { body: providers },
    'GET /api/agents/a1': () => ({ body: agent }),
    'GET /api/agents': { body: { items: [], next_cursor: null } },
    'PUT /api/agents/a1/llm-config': ({ body }) => {
      told.push(body)
      if (refusal) return refusal
      const { second: wish } = body as { second: { api_key?: string } | null }
      const { api_key, ...rest } = wish ?? {}
      const shown = { model: null, base_url: null, ...rest, has_api_key: Boolean(api_key) }
      agent = { ...agent, llm_config: { ...first, second: wish && shown } }
      return { body: agent }
    },
  })
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Card />
    </QueryClientProvider>,
  )
  return told
}

function Card() {
  const { data } = useQuery(agentQuery('a1'))
  return data ? <ModelForm agent={data as Agent} /> : null
}

const section = () => screen.findByRole('region', { name: 'If the first one is down' })

test('an agent has no second model until one is added, with a key that is never shown again', async () => {
  const told = open(null)
  const user = userEvent.setup()
  const part = within(await section())
  await user.click(part.getByRole('button', { name: 'Add a second model' }))
  expect(part.getByLabelText('Provider')).toHaveFocus()

  await user.selectOptions(part.getByLabelText('Provider'), 'openai')
  await user.type(part.getByLabelText('Model'), 'gpt')
  await user.type(part.getByLabelText('API key'), 'sk-1')
  await user.click(part.getByRole('button', { name: 'Save' }))

  expect(await part.findByText('A key is stored. Leave empty to keep it.')).toBeInTheDocument()
  expect(part.getByLabelText('API key')).toHaveValue('')
  expect(part.getByRole('button', { name: 'Save' })).toBeDisabled()
  expect(told).toEqual([{ provider: 'groq', second: { provider: 'openai', model: 'gpt', api_key: 'sk-1' } }])
})

test('what it would lack when it is needed is asked for at once', async () => {
  const told = open(null)
  const user = userEvent.setup()
  const part = within(await section())
  await user.click(part.getByRole('button', { name: 'Add a second model' }))

  await user.selectOptions(part.getByLabelText('Provider'), 'openai')
  await user.click(part.getByRole('button', { name: 'Save' }))
  expect(await part.findByText('Name the model this provider shall use.')).toBeInTheDocument()
  expect(part.getByText(/Enter a key/)).toBeInTheDocument()

  await user.selectOptions(part.getByLabelText('Provider'), 'custom')
  await user.click(part.getByRole('button', { name: 'Save' }))
  expect(await part.findByText('Enter the address of the model server.')).toBeInTheDocument()

  await user.selectOptions(part.getByLabelText('Provider'), '')
  await user.click(part.getByRole('button', { name: 'Save' }))
  expect(await part.findByText('Choose who provides the second model.')).toBeInTheDocument()
  expect(told).toEqual([])

  await user.selectOptions(part.getByLabelText('Provider'), 'offline')
  await user.click(part.getByRole('button', { name: 'Save' }))
  expect(await part.findByRole('button', { name: 'Remove' })).toBeInTheDocument()
  expect(told).toEqual([{ provider: 'groq', second: { provider: 'offline', model: null } }])
})

test('a change keeps the key without asking for it again', async () => {
  const told = open(spare)
  const user = userEvent.setup()
  const part = within(await section())
  await user.clear(part.getByLabelText('Model'))
  await user.type(part.getByLabelText('Model'), 'gpt-mini')
  await user.click(part.getByRole('button', { name: 'Save' }))
  await expect.poll(() => told).toEqual([{ provider: 'groq', second: { provider: 'openai', model: 'gpt-mini' } }])
})

test('it is removed after a question', async () => {
  const told = open(spare)
  const user = userEvent.setup()
  const part = within(await section())
  // jsdom knows no dialogs: what the browser shows is there all the same.
  HTMLDialogElement.prototype.showModal ??= () => undefined
  HTMLDialogElement.prototype.close ??= () => undefined
  await user.click(part.getByRole('button', { name: 'Remove' }))
  const question = part.getByRole('alertdialog', { hidden: true })
  expect(question).toHaveTextContent('Remove the second model?')
  await user.click(within(question).getByRole('button', { name: 'Remove', hidden: true }))
  expect(await part.findByRole('button', { name: 'Add a second model' })).toBeInTheDocument()
  expect(told).toEqual([{ provider: 'groq', second: null }])
})

test("a refusal is told in the server's words, and what was typed stays", async () => {
  open(spare, problem(422, 'unusable_llm_config', 'The second model is the first one again.'))
  const user = userEvent.setup()
  const part = within(await section())
  await user.type(part.getByLabelText('Model'), '-2')
  await user.click(part.getByRole('button', { name: 'Save' }))
  expect(await part.findByRole('alert')).toHaveTextContent('The second model is the first one again.')
  expect(part.getByLabelText('Model')).toHaveValue('gpt-2')
})
