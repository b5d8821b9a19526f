// Runs the tests that name a conformance case and writes docs/conformance.md and docs/conformance.json from their
// results. With --check nothing is run: fails when a case has no test, or the pages are not what they were made from.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Case {
  readonly case: number
  readonly evidence: string
  readonly text: string
  readonly others: string
}

interface Result {
  readonly case: number
  readonly result: string
}

interface TestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

const pages = { md: 'docs/conformance.md', json: 'docs/conformance.json' }
const folders = ['engine', 'test/conformance']
const cases = JSON.parse(readFileSync('test/conformance/cases.json', 'utf8')) as readonly Case[]

const numberIn = (title: string): number => Number(/^case (\d+):/.exec(title)?.[1])

const heading = `# Conformance

What the local engine does in each of the ${cases.length} cases of Lambda's event source mapping for DynamoDB streams.
Written by \`npm run conformance\` from the results of the tests that name the case; not to be edited.

Evidence: R recorded on AWS with a DynamoDB stream, R* the same but for "nothing more came", Rk recorded with Kinesis,
D documented by AWS, I inferred. The last column names emulators whose source or behaviour differed when they were
read in 2026; an empty one says nothing.

| case | result | evidence | what happens | other emulators |
| ---: | ------ | -------- | ------------ | --------------- |
`

const page = (results: readonly Result[]): string => {
  const byCase = new Map(results.map(each => [each.case, each.result]))
  const rows = cases.map(
    each =>
      `| ${each.case} | ${byCase.get(each.case) ?? ''} | ${each.evidence} | ${each.text} | ${each.others} |\n`,
  )
  return heading + rows.join('')
}

const jsonOf = (results: readonly Result[]): string =>
  `[\n${results.map(result => `  ${JSON.stringify(result)}`).join(',\n')}\n]\n`

const run = (): readonly Result[] => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-conformance-'))
  try {
    const outputFile = join(folder, 'report.json')
    const args = [
      'run',
      ...folders,
      '--testNamePattern',
      'case \\d+:',
      '--reporter=json',
      `--outputFile=${outputFile}`,
    ]
    spawnSync('vitest', args, { stdio: ['ignore', 'ignore', 'inherit'] })
    const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as TestReport
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
    return cases.map(({ case: number }) => ({ case: number, result: resultOf(number, tests) }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const resultOf = (
  number: number,
  tests: readonly { readonly title: string; readonly status: string }[],
): string => {
  const own = tests.filter(({ title, status }) => numberIn(title) === number && status !== 'skipped')
  const failed = own.filter(({ status }) => status !== 'passed')
  if (own.length === 0) return 'open: no test names it'
  return failed.length === 0 ? 'pass' : `open: ${failed.length} of ${own.length} tests fail`
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.ts'))
    .map(name => join(folder, name))

const problems = (): readonly string[] => {
  const titles = folders
    .flatMap(filesIn)
    .flatMap(file => [...readFileSync(file, 'utf8').matchAll(/['"`](case \d+:)/g)])
  const tested = new Set(titles.map(([, title = '']) => numberIn(title)))
  const untested = cases.filter(each => !tested.has(each.case)).map(each => `case ${each.case} has no test`)
  const results = JSON.parse(readFileSync(pages.json, 'utf8')) as readonly Result[]
  const isStale = readFileSync(pages.md, 'utf8') !== page(results) || results.length !== cases.length
  return isStale ? [...untested, `${pages.md} is stale: run npm run conformance`] : untested
}

if (process.argv.includes('--check')) {
  const found = problems()
  for (const problem of found) process.stdout.write(`${problem}\n`)
  process.exitCode = found.length === 0 ? 0 : 1
} else {
  const results = run()
  writeFileSync(pages.json, jsonOf(results))
  writeFileSync(pages.md, page(results))
  const open = results.filter(({ result }) => result !== 'pass')
  for (const each of open) process.stdout.write(`case ${each.case}: ${each.result}\n`)
  process.stdout.write(`${results.length - open.length} of ${results.length} cases pass\n`)
  process.exitCode = open.length === 0 ? 0 : 1
}
