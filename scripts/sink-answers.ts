// Writes docs/reference/sink-answers.md from the rules that the adapters go by and their faults. With --check nothing
// is written: fails when the page is not what they say.
import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import type { AnswerRule } from '../adapters/answer-rule.ts'
import { awsRules } from '../adapters/aws/aws-answers.ts'
import { awsAnswerFaults } from '../adapters/aws/faults.ts'
import { itemRules, requestRules } from '../adapters/opensearch/bulk-answers.ts'
import { openSearchFaults } from '../adapters/opensearch/faults.ts'
import { valkeyFaults } from '../adapters/valkey/faults.ts'
import { clientRules, replyRules } from '../adapters/valkey/valkey-answers.ts'
import type { Fault } from '../core/errors/fault.ts'
import { scopeOf } from '../core/errors/fault.ts'

const page = 'docs/reference/sink-answers.md'

const intro = `# What sinks answer

What each answer of a sink becomes, in the order in which it is looked up: the first line that fits holds. Written by
\`npm run sink-answers\` from the rules that the adapters go by; not to be edited.

| whose fault | outcome                                                                                             |
| ----------- | --------------------------------------------------------------------------------------------------- |
| record      | parked: no retry can help, and no other record is held up                                           |
| sink        | waits: retried, and no attempt at any record, however long it takes                                 |
| unknown     | retried; it counts as an attempt when the records beside it were applied, or after some minutes     |

What is in no line is unknown. Words of a sink are shown as far as they quote no values of items and no secrets.
`

const sections: readonly (readonly [title: string, rules: readonly AnswerRule[]])[] = [
  ['OpenSearch, of one operation of a bulk request', itemRules],
  ['OpenSearch, of a request as a whole', requestRules],
  ['Redis and Valkey, the server', replyRules],
  ['Redis and Valkey, the client', clientRules],
  ['S3, SQS, SNS, EventBridge, DynamoDB', awsRules],
]

const faults: Readonly<Record<string, Fault<never>>> = {
  ...awsAnswerFaults,
  ...openSearchFaults,
  ...valkeyFaults,
}

const rowOf = ({ answer, code }: AnswerRule): string => {
  const entry = faults[code]
  if (entry === undefined) throw new Error(`No adapter has the code ${code}`)
  const scope = scopeOf(entry)
  const outcome = entry.disposition === 'park' ? 'parked' : scope === 'sink' ? 'waits' : 'retried'
  return `| ${answer.replaceAll('|', '\\|')} | ${scope ?? 'unknown'} | ${outcome} | \`${code}\` |\n`
}

const tables = sections.map(
  ([title, rules]) =>
    `\n## ${title}\n\n| answer | whose fault | outcome | code |\n| --- | --- | --- | --- |\n${rules.map(rowOf).join('')}`,
)
const written = await format(intro + tables.join(''), { ...(await resolveConfig(page)), parser: 'markdown' })

if (!process.argv.includes('--check')) writeFileSync(page, written)
else if (readFileSync(page, 'utf8') !== written) {
  process.stdout.write(`${page} is not what the rules say: run npm run sink-answers\n`)
  process.exitCode = 1
}
