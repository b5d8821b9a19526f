import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import type { PlaySize } from '../../test/faults/load-play.ts'
import { knownFailures } from '../../test/faults/known-failures/all.ts'
import { faultScenarios } from '../../test/faults/scenarios.ts'
import type { DeliberateBreak } from './breaks.ts'
import { deliberateBreaks } from './breaks.ts'
import type { ScenarioResult } from './played-file.ts'

const files = { page: 'docs/faults.md', record: 'docs/faults.json' }

/** A run of the matrix, as it is recorded. */
interface RecordedRun extends PlaySize {
  readonly results: readonly ScenarioResult[]
  /** Breaks that everybody named noticed, by what they do. */
  readonly noticed: readonly RecordedBreak[]
}

type RecordedBreak = Pick<DeliberateBreak, 'does' | 'noticedBy'>

const heading = ({ keys, operations }: PlaySize): string => `# Faults

What is injected between a table and its sinks, and what becomes of it. Each scenario runs the whole path on a simulated
clock: a scripted stream, the event source mapping, the functions with their search index, cache, audit, clean-up and
notifications (plain and strict), the ledger, parking and redrive. A play has ${keys} keys and ${operations} operations; the
oracle knows the list of writes and nothing of the pipeline. A play passes when nothing is lost, stale or a ghost, every key is in
order, the audit has each change once, and no strict message is sent twice, beside what the scenario itself asks for. \`npm run test:faults -- --soak 10\` plays a mixture of them for ten
minutes on real OpenSearch and Redis, which are killed meanwhile.

Written by \`npm run test:faults -- --seeds 100 --record\`; not to be edited. \`npm run test:faults -- --only F7 --seed 3\` plays one
again. The last column says what other systems do that were read in 2026; an empty one says nothing.

| | injected | what has to hold | seeds | result | other systems |
| --- | --- | --- | ---: | --- | --- |
`

const headingOfFailures = `
## Known failures of other systems

Each is a short play of its own, with the same oracle: \`npx vitest run test/faults/known-failures\`, or by its number with
\`npm run test:faults -- --only T20\`. What other systems do is what their own public issues or their code say; most
have mended it since.

| | system | there | here |
| --- | --- | --- | --- |
`

const headingOfBreaks = `
## Deliberate breaks

\`npm run test:faults -- --mutations\` breaks the product at each of these places in a copy, one at a time, and fails where
one of those named does not fail.

| of | the broken code | noticed by |
| --- | --- | --- |
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const pageOf = (run: RecordedRun): string => {
  const rows = faultScenarios.map(({ id, injects, expects, others, alsoIn }) => {
    const { seeds = 0, failures = 0 } = run.results.find(each => each.id === id) ?? {}
    const result = seeds === 0 ? 'not played' : failures === 0 ? 'pass' : `${failures} fail`
    const where = alsoIn === undefined ? '' : ` Also ${alsoIn}.`
    return `| ${id} | ${cell(injects + (where === '' ? '' : `.${where}`))} | ${cell(expects)} | ${seeds} | ${result} | ${cell(others)} |\n`
  })
  const failures = knownFailures.map(
    ({ id, system, there, here }) => `| ${id} | ${cell(system)} | ${cell(there)} | ${cell(here)} |\n`,
  )
  const breaks = deliberateBreaks.map(
    ({ of, does, noticedBy }) => `| ${of} | ${cell(does)} | ${noticedBy.join(', ')} |\n`,
  )
  return [heading(run), ...rows, headingOfFailures, ...failures, headingOfBreaks, ...breaks].join('')
}

const formatted = async (run: RecordedRun): Promise<string> =>
  format(pageOf(run), { ...(await resolveConfig(files.page)), parser: 'markdown' })

const recorded = (): RecordedRun => JSON.parse(readFileSync(files.record, 'utf8')) as RecordedRun

const linesOf = (all: readonly object[]): string =>
  all.length === 0 ? '[]' : `[\n${all.map(each => `    ${JSON.stringify(each)}`).join(',\n')}\n  ]`

const writeRun = async (run: RecordedRun): Promise<void> => {
  const { keys, operations, results, noticed } = run
  writeFileSync(
    files.record,
    `{\n  "keys": ${keys},\n  "operations": ${operations},\n  "results": ${linesOf(results)},\n  "noticed": ${linesOf(noticed)}\n}\n`,
  )
  writeFileSync(files.page, await formatted(run))
}

/** Records a run, and writes the page of it. */
export const writeRecorded = async (results: readonly ScenarioResult[], size: PlaySize): Promise<void> =>
  writeRun({ ...size, results, noticed: recorded().noticed })

/** Records the breaks that were noticed, and writes the page. */
export const writeNoticed = async (breaks: readonly DeliberateBreak[]): Promise<void> =>
  writeRun({ ...recorded(), noticed: breaks.map(({ does, noticedBy }) => ({ does, noticedBy })) })

/** What is wrong with the page: a scenario that was never recorded, or words that are not the scenarios'. */
export const recordedProblems = async (): Promise<readonly string[]> => {
  const run = recorded()
  const known = new Set(run.results.map(({ id }) => id))
  const missing = faultScenarios
    .filter(({ id }) => !known.has(id))
    .map(({ id }) => `${id} was never recorded`)
  const noticed = new Set(run.noticed.map(({ does, noticedBy }) => `${does} ${noticedBy.join()}`))
  const unnoticed = deliberateBreaks
    .filter(({ does, noticedBy }) => !noticed.has(`${does} ${noticedBy.join()}`))
    .map(
      ({ does }) =>
        `nobody has recorded who notices that ${does}: run npm run test:faults -- --mutations --record`,
    )
  const failing = run.results
    .filter(({ failures }) => failures > 0)
    .map(({ id }) => `${id} is recorded as failing`)
  const isStale = readFileSync(files.page, 'utf8') !== (await formatted(run))
  return [
    ...missing,
    ...failing,
    ...unnoticed,
    ...(isStale ? [`${files.page} is stale: run npm run faults`] : []),
  ]
}

/** Writes the page anew of what is recorded. */
export const writePage = async (): Promise<void> => {
  writeFileSync(files.page, await formatted(recorded()))
}
