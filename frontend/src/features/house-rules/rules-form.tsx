import { Plus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { HouseRulesBody } from '@/api/generated'
import { sentenceOf } from '@/api/problem'
import { Button } from '@/components/button'
import { TextArea } from '@/components/field'
import { Notice } from '@/components/notice'
import { Card } from '@/components/page'
import { toast } from '@/components/toasts'
import * as text from '@/i18n'
import { TopicFields, type TopicDraft } from './topic-fields'
import { useSetRules } from './rules-queries'

const words = text.houseRules

const lines = (value: string) => value.split('\n').map((line) => line.trim()).filter(Boolean)
const parts = (value: string) => value.split(',').map((part) => part.trim()).filter(Boolean)

const another = (all: TopicDraft[]): TopicDraft => ({
  key: Math.max(-1, ...all.map(({ key }) => key)) + 1,
  name: '',
  words: '',
  rule: 'suggest',
})

/** All rules at once: they are few, and are saved together. */
export function RulesForm({ kept, mayWrite }: { kept: HouseRulesBody; mayWrite: boolean }) {
  const [banned, setBanned] = useState(() => (kept.banned_words ?? []).join('\n'))
  const [topics, setTopics] = useState<TopicDraft[]>(() => (kept.topics ?? []).map((topic, key) => ({ ...topic, key, words: topic.words.join(', ') })))
  const [checked, setChecked] = useState(false)
  const save = useSetRules()

  function submit(event: FormEvent): void {
    event.preventDefault()
    setChecked(true)
    if (topics.some((topic) => !topic.name.trim() || parts(topic.words).length === 0)) return
    save.mutate(
      {
        body: {
          banned_words: lines(banned),
          topics: topics.map(({ name, words, rule }) => ({ name: name.trim(), words: parts(words), rule })),
        },
      },
      { onSuccess: () => toast(words.saved) },
    )
  }

  const change = (key: number, wish: Partial<TopicDraft>) =>
    setTopics((all) => all.map((topic) => (topic.key === key ? { ...topic, ...wish } : topic)))
  return (
    <form noValidate onSubmit={submit}>
      <fieldset disabled={!mayWrite} className="grid gap-5">
        {save.error && <Notice tone="bad">{sentenceOf(save.error)}</Notice>}
        <Card title={words.wordsTitle}>
          <TextArea
            label={words.words}
            hint={words.wordsHint}
            rows={4}
            value={banned}
            onChange={({ target }) => setBanned(target.value)}
          />
        </Card>
        <Card title={words.topicsTitle} lead={words.topicsLead}>
          <div className="grid gap-5">
            {topics.length === 0 && <p className="text-small text-ink-soft">{words.noTopics}</p>}
            {topics.map((topic) => (
              <TopicFields
                key={topic.key}
                topic={topic}
                checked={checked}
                isKnown={parts(topic.words).length > 0}
                onChange={(wish) => change(topic.key, wish)}
                onRemove={() => setTopics((all) => all.filter(({ key }) => key !== topic.key))}
              />
            ))}
            {mayWrite && (
              <div>
                <Button onClick={() => setTopics((all) => [...all, another(all)])}>
                  <Plus aria-hidden="true" className="size-4" />
                  {words.add}
                </Button>
              </div>
            )}
          </div>
        </Card>
        {mayWrite && (
          <div>
            <Button type="submit" kind="primary" busy={save.isPending}>
              {text.common.save}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  )
}
