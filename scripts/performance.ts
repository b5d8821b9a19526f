// Writes docs/performance.md and its pictures from the figures of bench/growth.ts, cold.ts, lambda.ts and store.ts that are
// kept; `--check` compares only.
import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import type { ColdFigures } from '../bench/cold/figures.ts'
import type { GrowthSeries } from '../bench/growth/series.ts'
import type { LambdaView } from '../bench/lambda/figures.ts'
import { lambdaFile } from '../bench/lambda/figures.ts'
import type { StoreFigures } from '../bench/store-figures.ts'
import { storeFile } from '../bench/store-figures.ts'
import { exponentOf, file } from '../bench/growth/series.ts'
import { drawGrowth } from './performance/draw-growth.ts'
import { performancePage } from './performance/page.ts'

const isCheck = process.argv.includes('--check')
/** What a fit may lie above 1 without a cost that grows faster than its size: runs differ by so much. */
const tolerance = 0.1

const all = JSON.parse(readFileSync(file, 'utf8')) as readonly GrowthSeries[]
const cold = JSON.parse(readFileSync('bench/cold/measured.json', 'utf8')) as ColdFigures
const lambda = JSON.parse(readFileSync(lambdaFile, 'utf8')) as LambdaView
const store = JSON.parse(readFileSync(storeFile, 'utf8')) as readonly StoreFigures[]
const page = 'docs/performance.md'
const text = performancePage({ all, cold, lambda, store })
const written: readonly (readonly [path: string, text: string])[] = [
  [page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' })],
  ...all.map(series => [`docs/images/growth-${series.of}.svg`, drawGrowth(series)] as const),
]

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const problems = all
  .filter(({ points }) => exponentOf(points) > 1 + tolerance)
  .map(({ of }) => `the cost grows faster than its ${of}`)
for (const [path, content] of written) {
  if (!isCheck) writeFileSync(path, content)
  else if (read(path) !== content) problems.push(`${path} is stale: run node scripts/performance.ts`)
}
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
