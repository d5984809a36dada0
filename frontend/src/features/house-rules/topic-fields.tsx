import { Button } from '@/components/button'
import { SelectField, TextField } from '@/components/field'
import * as text from '@/i18n'
import type { Rule } from './rules-queries'

const words = text.houseRules
const rules = Object.entries(words.rules) as [Rule, string][]

export type TopicDraft = { key: number; name: string; words: string; rule: Rule }

type Props = {
  topic: TopicDraft
  /** Whether what is missing is said. */
  checked: boolean
  /** Whether at least one word gives the topic away. */
  isKnown: boolean
  onChange: (wish: Partial<TopicDraft>) => void
  onRemove: () => void
}

/** One topic: its name, the words that give it away, and what happens then. */
export function TopicFields({ topic, checked, isKnown, onChange, onRemove }: Props) {
  return (
    <div role="group" aria-label={topic.name || words.name} className="grid gap-4 border-b border-line pb-5 last-of-type:border-0">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={words.name}
          hint={words.nameHint}
          error={checked && !topic.name.trim() ? words.nameMissing : undefined}
          value={topic.name}
          maxLength={100}
          onChange={({ target }) => onChange({ name: target.value })}
        />
        <SelectField label={words.rule} value={topic.rule} onChange={({ target }) => onChange({ rule: target.value as Rule })}>
          {rules.map(([rule, label]) => (
            <option key={rule} value={rule}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
      <TextField
        label={words.topicWords}
        hint={words.topicWordsHint}
        error={checked && !isKnown ? words.topicWordsMissing : undefined}
        value={topic.words}
        onChange={({ target }) => onChange({ words: target.value })}
      />
      <div>
        <Button kind="quiet" aria-label={words.removeNamed(topic.name)} onClick={onRemove}>
          {words.remove}
        </Button>
      </div>
    </div>
  )
}
