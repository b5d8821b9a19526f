import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import type { PlaySize } from '../../test/faults/load-play.ts'
import { faultScenarios } from '../../test/faults/scenarios.ts'
import type { ScenarioResult } from './played-file.ts'

const files = { page: 'docs/faults.md', record: 'docs/faults.json' }

/** A run of the matrix, as it is recorded. */
interface RecordedRun extends PlaySize {
  readonly results: readonly ScenarioResult[]
}

const heading = ({ keys, operations }: PlaySize): string => `# Faults

What is injected between a table and its sinks, and what becomes of it. Each scenario runs the whole path on a simulated
clock: a scripted stream, the event source mapping, the functions with their search index, cache, audit, clean-up and
notifications (plain and strict), the ledger, parking and redrive. A play has ${keys} keys and ${operations} operations; the
oracle knows the list of writes and nothing of the pipeline. A play passes when nothing is lost, stale or a ghost, every key is in
order, the audit has each change once, and no strict message is sent twice, beside what the scenario itself asks for.

Written by \`npm run test:faults -- --seeds 100 --record\`; not to be edited. \`npm run test:faults -- --only F7 --seed 3\` plays one
again. The last column says what other systems do that were read in 2026; an empty one says nothing.

| | injected | what has to hold | seeds | result | other systems |
| --- | --- | --- | ---: | --- | --- |
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const pageOf = (run: RecordedRun): string => {
  const rows = faultScenarios.map(({ id, injects, expects, others, alsoIn }) => {
    const { seeds = 0, failures = 0 } = run.results.find(each => each.id === id) ?? {}
    const result = seeds === 0 ? 'not played' : failures === 0 ? 'pass' : `${failures} fail`
    const where = alsoIn === undefined ? '' : ` Also ${alsoIn}.`
    return `| ${id} | ${cell(injects + (where === '' ? '' : `.${where}`))} | ${cell(expects)} | ${seeds} | ${result} | ${cell(others)} |\n`
  })
  return heading(run) + rows.join('')
}

const formatted = async (run: RecordedRun): Promise<string> =>
  format(pageOf(run), { ...(await resolveConfig(files.page)), parser: 'markdown' })

/** Records a run, and writes the page of it. */
export const writeRecorded = async (results: readonly ScenarioResult[], size: PlaySize): Promise<void> => {
  const run: RecordedRun = { ...size, results }
  const lines = results.map(each => `    ${JSON.stringify(each)}`).join(',\n')
  const { keys, operations } = size
  writeFileSync(
    files.record,
    `{\n  "keys": ${keys},\n  "operations": ${operations},\n  "results": [\n${lines}\n  ]\n}\n`,
  )
  writeFileSync(files.page, await formatted(run))
}

/** What is wrong with the page: a scenario that was never recorded, or words that are not the scenarios'. */
export const recordedProblems = async (): Promise<readonly string[]> => {
  const run = JSON.parse(readFileSync(files.record, 'utf8')) as RecordedRun
  const recorded = new Map(run.results.map(each => [each.id, each]))
  const missing = faultScenarios
    .filter(({ id }) => recorded.get(id) === undefined)
    .map(({ id }) => `${id} was never recorded`)
  const failing = run.results
    .filter(({ failures }) => failures > 0)
    .map(({ id }) => `${id} is recorded as failing`)
  const isStale = readFileSync(files.page, 'utf8') !== (await formatted(run))
  return [...missing, ...failing, ...(isStale ? [`${files.page} is stale: run npm run faults`] : [])]
}

/** Writes the page anew of what is recorded. */
export const writePage = async (): Promise<void> => {
  const run = JSON.parse(readFileSync(files.record, 'utf8')) as RecordedRun
  writeFileSync(files.page, await formatted(run))
}
