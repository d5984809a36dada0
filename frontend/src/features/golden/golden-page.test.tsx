import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openDashboard } from '@/test/open'
import { owner, page, serve } from '@/test/server'

type Routes = Parameters<typeof serve>[0]

const question = { id: 'g1', agent_id: 'a1', question: 'How much is a haircut?', expected: ['45 €', '60 min'], created_at: '2026-03-02T09:00:00Z' }
const run = { id: 'r1', agent_id: 'a1', status: 'done', created_at: '2026-03-02T09:00:00Z', finished_at: '2026-03-02T09:00:01Z' }

function open(routes: Routes = {}) {
  serve({
    'GET /api/auth/me': owner,
    'GET /api/escalations': page(),
    'GET /api/agents': page({ id: 'a1', name: 'Luna' }),
    'GET /api/golden-questions': page(),
    'GET /api/golden-questions/runs': page(),
    ...routes,
  })
  return openDashboard('/golden-questions')
}

test('the first question is written line by line', async () => {
  let sent: unknown
  const { user } = open({
    'POST /api/golden-questions': ({ body }) => {
      sent = body
      return { status: 201, body: question }
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Add a question' }))
  await user.type(await screen.findByLabelText('Question'), question.question)
  await user.type(screen.getByLabelText('What has to be found'), '45 €\n\n 60 min ')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The question is saved.')).toBeVisible()
  expect(sent).toEqual({ question: question.question, expected: ['45 €', '60 min'], agent_id: 'a1' })
})

test('a run says what was found and what is worse than before', async () => {
  let runs: object[] = []
  const { user } = open({
    'GET /api/golden-questions': page(question),
    'GET /api/golden-questions/runs': () => page(...runs),
    'POST /api/golden-questions/runs': () => {
      runs = [run]
      return { status: 202, body: { ...run, status: 'queued' } }
    },
    'GET /api/golden-questions/runs/r1': {
      body: {
        ...run,
        compared_with: 'r0',
        results: [
          {
            question_id: 'g1', question: question.question, confidence: 0.5, change: 'worse',
            answer: 'It costs 45 €.',
            expected: [{ text: '45 €', found: true, said: true }, { text: '60 min', found: false, said: false }],
          },
        ],
      },
    },
  })
  expect(await screen.findByText('Not run yet.')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Run all' }))
  expect(await screen.findByText(/1 of 2 texts found/)).toBeVisible()
  const card = screen.getByRole('article', { name: question.question })
  expect(card).toHaveTextContent('Worse')
  expect(card).toHaveTextContent('45 € · found and said')
  expect(card).toHaveTextContent('60 min · not found')
  expect(card).toHaveTextContent('It costs 45 €.')
})
