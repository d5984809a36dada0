import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { page, serve } from '@/test/server'
import { Documents } from './documents'

const document = {
  id: 'd1',
  filename: 'prices.pdf',
  status: 'ready',
  progress: 1,
  chunk_count: 14,
  error: null,
  labels: [] as string[],
  valid_from: null as string | null,
  valid_until: null as string | null,
}

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
      private to = ''
      open(method: string, address: string) {
        this.to = `${method} ${address}`
      }
      setRequestHeader() {}
      send(form: FormData) {
        sent(form.get('file'), this.to)
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
  uploadAnswers(422, { code: 'content_mismatch', detail: 'The name of this file says that it is a PDF, but it holds a web page.' })
  await userEvent.upload(show(), pdf('menu.pdf'))

  const refusal = await screen.findByRole('alert')
  expect(refusal).toHaveTextContent('menu.pdf was not added')
  expect(refusal).toHaveTextContent('says that it is a PDF, but it holds a web page.')
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

test('a document is replaced by a file, and answers meanwhile', async () => {
  const documents: object[] = [document]
  serve({ 'GET /api/agents/a1/documents': () => page(...documents) })
  const sent = uploadAnswers(202)
  show()
  const input = await screen.findByLabelText('The file that takes the place of prices.pdf')
  documents.unshift({ ...document, id: 'd2', filename: 'new.docx', status: 'processing', progress: 0.5, chunk_count: 0 })
  await userEvent.upload(input, new File(['x'], 'new.docx'))

  expect(await screen.findByText('Being read')).toBeInTheDocument()
  expect(screen.getByText('Ready, 14 passages')).toBeInTheDocument()
  expect(sent).toHaveBeenCalledWith(expect.any(File), 'PUT /api/agents/a1/documents/d1')
})

test('a preview shows what was understood, with page and heading, and more on demand', async () => {
  const passage = { ordinal: 0, section: 'Prices', page: 2, text: 'A haircut is 48 euros.' }
  const rest = { ordinal: 1, section: '', page: null, text: 'Dogs are welcome.' }
  serve({
    'GET /api/agents/a1/documents': page(document),
    'GET /api/agents/a1/documents/d1/preview': ({ url }) =>
      url.searchParams.has('cursor') ? page(rest) : { body: { items: [passage], next_cursor: 'more' } },
  })
  HTMLDialogElement.prototype.showModal = function open() {
    this.open = true
  }
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Preview of prices.pdf' }))

  expect(await screen.findByText('A haircut is 48 euros.')).toBeInTheDocument()
  expect(screen.getByText('Page 2 · Prices')).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Load more' }))
  expect(await screen.findByText('Dogs are welcome.')).toBeInTheDocument()
  expect(screen.getByText('Passage 2')).toBeInTheDocument()
})

test('a document is read again; if that does not work, it says that the last reading answers', async () => {
  let now: object = document
  const asked = serve({
    'GET /api/agents/a1/documents': () => page(now),
    'POST /api/agents/a1/documents/d1/reindex': () => {
      now = { ...document, error: { code: 'timed_out', text: 'Reading this file took too much time.' } }
      return { status: 202, body: now }
    },
  })
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Read again: prices.pdf' }))

  expect(await screen.findByText(/answers from what was read before. Reading this file took/)).toBeInTheDocument()
  expect(asked).toContain('POST /api/agents/a1/documents/d1/reindex')
  expect(screen.getByText('Ready, 14 passages')).toBeInTheDocument()
})

test('a document gets labels and its last day, and says when it is no longer used', async () => {
  let now = document
  const sent = vi.fn()
  serve({
    'GET /api/agents/a1/documents': () => page(now),
    'PUT /api/agents/a1/documents/d1/use': ({ body }) => {
      sent(body)
      now = { ...document, ...(body as object) }
      return { body: now }
    },
  })
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Labels and dates of prices.pdf' }))
  await userEvent.type(await screen.findByLabelText('Labels'), 'Prices,  Christmas ,')
  await userEvent.type(screen.getByLabelText('Use it from'), '2020-12-28')
  await userEvent.type(screen.getByLabelText('Use it until'), '2020-12-26')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(screen.getByText(/last day comes before the first/)).toBeInTheDocument()
  expect(sent).not.toHaveBeenCalled()

  await userEvent.clear(screen.getByLabelText('Use it from'))
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/^Not used after .*2020/)).toBeInTheDocument()
  expect(screen.getByText('Christmas')).toBeInTheDocument()
  expect(sent).toHaveBeenCalledWith({ labels: ['Prices', 'Christmas'], valid_from: null, valid_until: '2020-12-26' })
  expect(screen.queryByLabelText('Labels')).not.toBeInTheDocument()
})

test('too many labels are refused before they are sent', async () => {
  serve({ 'GET /api/agents/a1/documents': page(document) })
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Labels and dates of prices.pdf' }))
  await userEvent.type(await screen.findByLabelText('Labels'), 'a,b,c,d,e,f,g,h,i,j,k')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(screen.getByText('Keep 10 labels at most.')).toBeInTheDocument()
})

test('an answer is written by hand, with its question', async () => {
  const added = vi.fn()
  serve({
    'GET /api/agents/a1/documents': page(),
    'POST /api/agents/a1/documents/answers': ({ body }) => {
      added(body)
      return { status: 202, body: document }
    },
  })
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Write an answer by hand' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Add answer' }))
  expect(screen.getByText('Write what your agent is to say.')).toBeInTheDocument()
  expect(added).not.toHaveBeenCalled()
  await userEvent.type(screen.getByLabelText('Question'), 'Dogs?')
  await userEvent.type(screen.getByLabelText('Answer'), 'Small ones.')
  await userEvent.click(screen.getByRole('button', { name: 'Add answer' }))

  await waitFor(() => expect(screen.getByLabelText('Question')).toHaveValue(''))
  expect(added).toHaveBeenCalledWith({ title: 'Dogs?', pairs: [{ question: 'Dogs?', answer: 'Small ones.' }] })
})
