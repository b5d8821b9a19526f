// A Lambda's view: bundles under AWS's own runtime client, with the memory and the share of a processor that Lambda gives.
// `node bench/lambda.ts` prints the figures, `node bench/lambda.ts 128 512` those of these sizes of memory. `--keep` writes
// them where scripts/performance.ts reads them, beside what is there of other sizes; `--quick` takes one process of each.
// Needs .ci/runtime-client and redis-server.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { startRedis } from '../local-servers/engines/start-redis.ts'
import { shippedLambdaPrices } from '../operations/cost/prices/lambda-prices.ts'
import { whyNot } from '../test/support/runtime-client/runtime-client.ts'
import { startDoubles } from './cold/doubles.ts'
import type { LambdaFigures, LambdaView } from './lambda/figures.ts'
import { lambdaFile } from './lambda/figures.ts'
import type { LambdaFunction } from './lambda/functions.ts'
import { lambdaFunctions } from './lambda/functions.ts'
import { limitedBy, oneProcessorMb } from './lambda/limits.ts'
import type { Size } from './lambda/run-function.ts'
import { runFunction } from './lambda/run-function.ts'
import { median } from './median.ts'

if (whyNot !== undefined) throw new Error(whyNot)
const processes = process.argv.includes('--quick') ? 1 : 3
const memories = [128, 512, oneProcessorMb]
const asked = memories.filter(memoryMb => process.argv.includes(String(memoryMb)))
const sizes: readonly Size[] = (asked.length === 0 ? memories : asked).flatMap(memoryMb =>
  [1, 100, 1_000].map(records => ({ memoryMb, records })),
)
const say = (text: string): void => void process.stderr.write(`${text}\n`)

const folder = mkdtempSync(join(tmpdir(), 'tailrace-lambda-'))
let made = 0
const ownFolder = (): string => {
  const own = join(folder, String((made += 1)))
  mkdirSync(own)
  return own
}

const tenths = (value: number): number => Math.round(value * 10) / 10
const measured = ['initMs', 'firstMs', 'warmMs', 'peakMb'] as const

/** The median of each figure; one that ended is told as it ended. */
const middleOf = (found: readonly LambdaFigures[]): LambdaFigures => {
  const [first] = found
  if (first === undefined) throw new Error('nothing was measured')
  const ended = found.find(each => each.ended !== undefined)
  if (ended !== undefined) return ended
  const middles = measured.map(what => [what, tenths(median(found.map(each => each[what])))])
  return { ...first, ...(Object.fromEntries(middles) as Pick<LambdaFigures, (typeof measured)[number]>) }
}

/** In turns, so that a noisy minute does not fall on one function alone. */
const look = async (functions: readonly LambdaFunction[], size: Size): Promise<readonly LambdaFigures[]> => {
  const found = functions.map((): LambdaFigures[] => [])
  for (let turn = 0; turn < processes; turn += 1)
    for (const [index, each] of functions.entries())
      found[index]?.push(await runFunction(each, size, `tailrace-${process.pid}-${(made += 1)}`))
  return found.map(middleOf)
}

/** Of sizes that were not asked for. */
const keptRows = (): readonly LambdaFigures[] => {
  if (!existsSync(lambdaFile)) return []
  const { rows } = JSON.parse(readFileSync(lambdaFile, 'utf8')) as LambdaView
  return rows.filter(({ memoryMb }) => !sizes.some(size => size.memoryMb === memoryMb))
}

const doubles = await startDoubles()
const redis = await startRedis({ clock: systemClock })
try {
  const functions = await lambdaFunctions(ownFolder, { http: doubles.url, redis: redis.endpoint })
  const rows: LambdaFigures[] = []
  for (const size of sizes) {
    const found = await look(functions, size)
    for (const { name, initMs, firstMs, warmMs, peakMb, ended } of found)
      say(
        `${size.memoryMb} MB, ${size.records} records, ${name}: ${ended ?? `init ${initMs}, first ${firstMs}, warm ${warmMs} ms, ${peakMb} MB`}`,
      )
    rows.push(...found)
  }
  const prices = shippedLambdaPrices('us-east-1', 'x86_64')
  if (prices === undefined) throw new Error('no prices of Lambda are shipped')
  const { source, gbSecond, request } = prices
  const view: LambdaView = { limitedBy, processes, prices: { source, gbSecond, request }, rows }
  const all = [...keptRows(), ...rows].toSorted((a, b) => a.memoryMb - b.memoryMb)
  const textOf = (of: LambdaView): string => `${JSON.stringify(of, undefined, 1)}\n`
  if (process.argv.includes('--keep')) writeFileSync(lambdaFile, textOf({ ...view, rows: all }))
  process.stdout.write(textOf(view))
} finally {
  doubles.close()
  await redis.stop()
  rmSync(folder, { recursive: true, force: true })
}
