import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { page, serve } from '@/test/server'
import { Documents } from './documents'

const document = { id: 'd1', filename: 'prices.pdf', status: 'ready', progress: 1, chunk_count: 14, error: null }

/** An upload that ends at once with this answer. */
function uploadAnswers(status: number, body: object = {}) {
  const sent = vi.fn()
  vi.stubGlobal(
    'XMLHttpRequest',
    class {
      upload = {}
      status = status
      responseText = JSON.stringify(body)
      onload = () => undefined
      open() {}
      send(form: FormData) {
        sent(form.get('file'))
        queueMicrotask(() => this.onload())
      }
    },
  )
  return sent
}

function show() {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Documents agentId="a1" />
    </QueryClientProvider>,
  )
  return screen.getByLabelText(/choose a file/)
}

const pdf = (name: string, size = 10) => new File([new Uint8Array(size)], name, { type: 'application/pdf' })

test('an agent that knows nothing is told to start with the price list', async () => {
  serve({ 'GET /api/agents/a1/documents': page() })
  show()
  expect(await screen.findByText('Start with your price list')).toBeInTheDocument()
})

test("a refused file says why, in the server's words, until it is dismissed", async () => {
  serve({ 'GET /api/agents/a1/documents': page() })
  uploadAnswers(422, { code: 'not_a_pdf', detail: 'This file is not a PDF, whatever its name says.' })
  await userEvent.upload(show(), pdf('menu.pdf'))

  const refusal = await screen.findByRole('alert')
  expect(refusal).toHaveTextContent('menu.pdf was not added')
  expect(refusal).toHaveTextContent('This file is not a PDF, whatever its name says.')
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByRole('alert')).not.toBeInTheDocument()
})

test('a file above 20 MB is refused before a byte is sent', async () => {
  serve({ 'GET /api/agents/a1/documents': page() })
  const sent = uploadAnswers(202)
  await userEvent.upload(show(), pdf('catalogue.pdf', 20 * 1024 * 1024 + 1))
  expect(await screen.findByRole('alert')).toHaveTextContent('larger than 20 MB')
  expect(sent).not.toHaveBeenCalled()
})

test('a file that was taken stands among the documents', async () => {
  const documents: object[] = []
  serve({ 'GET /api/agents/a1/documents': () => page(...documents) })
  uploadAnswers(202)
  const input = show()
  await screen.findByText('Start with your price list')
  documents.push(document)
  await userEvent.upload(input, pdf('prices.pdf'))
  expect(await screen.findByText('Ready, 14 passages')).toBeInTheDocument()
  await waitFor(() => expect(screen.queryByText(/Uploading/)).not.toBeInTheDocument())
})

test('a document that could not be read says what to do', async () => {
  const error = { code: 'no_text', text: 'This is a scan: upload the original document.' }
  serve({ 'GET /api/agents/a1/documents': page({ ...document, status: 'failed', chunk_count: 0, error }) })
  show()
  expect(await screen.findByText('This is a scan: upload the original document.')).toBeInTheDocument()
})
