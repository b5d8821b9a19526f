// Rows 11 and 12: handlers that wait 5 ms, as calls over a network do, by dispatch against one after the other.
import { dispatch } from '../core/dispatch/dispatch.ts'
import { everything } from '../core/filter/words.ts'
import { batchProcessor, processor } from '../core/processor/define-processor.ts'
import type { Processor } from '../core/processor/processor.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import { registry } from '../core/registry/define-registry.ts'
import { seededRandom } from '../model/northwind/seeded-random.ts'
import { dispatchOptions } from './shop-rules.ts'

const count = 1_000
const concurrency = 50

const recordsOf = (keys: readonly string[]): readonly StreamRecord[] =>
  keys.map((key, index) => ({
    eventName: 'MODIFY',
    dynamodb: { Keys: { pk: { S: key } }, SequenceNumber: String(index + 1).padStart(21, '0') },
  }))

const distinct = Array.from({ length: count }, (_, index) => `k${index}`)

/** Weight 1/rank over 400 keys: a few are very hot. */
const zipf = (): readonly string[] => {
  const random = seededRandom(7)
  const weights = Array.from({ length: 400 }, (_, index) => 1 / (index + 1))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return Array.from({ length: count }, () => {
    let rest = random() * total
    const rank = weights.findIndex(weight => (rest -= weight) <= 0)
    return `k${rank}`
  })
}

const wait = async (random: () => number): Promise<void> =>
  new Promise(resolve => {
    setTimeout(resolve, 5 * (0.4 + 1.2 * random()))
  })

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

const sequential = async (times: number): Promise<number> => {
  const random = seededRandom(1)
  return timed(async () => {
    for (let index = 0; index < times; index += 1) await wait(random)
  })
}

/** Dispatches, and counts the records that ended after a later one of their key. */
const dispatched = async (
  keys: readonly string[],
  make: (note: (key: string, sequenceNumber: string) => void) => Processor,
): Promise<{ readonly ms: number; readonly violations: number; readonly stale: number }> => {
  const last = new Map<string, string>()
  let violations = 0
  const each = make((key, sequenceNumber) => {
    if (sequenceNumber < (last.get(key) ?? '')) violations += 1
    last.set(key, sequenceNumber)
  })
  const records = recordsOf(keys)
  const ms = await timed(async () =>
    dispatch(registry([each]), records, { ...dispatchOptions(), concurrency }),
  )
  const newest = new Map(keys.map((key, index) => [key, String(index + 1).padStart(21, '0')]))
  const stale = [...newest].filter(([key, number]) => last.get(key) !== number).length
  return { ms, violations, stale }
}

const inLanes = (note: (key: string, sequenceNumber: string) => void): Processor => {
  const random = seededRandom(1)
  return processor({
    name: 'slow',
    filter: everything(),
    handle: async ({ key, sequenceNumber }) => {
      await wait(random)
      note(key, sequenceNumber)
    },
  })
}

const coalesced = (note: (key: string, sequenceNumber: string) => void): Processor => {
  const random = seededRandom(1)
  return batchProcessor({
    name: 'slow',
    filter: everything(),
    sink: 'state',
    coalesce: 'last-image',
    handle: async groups => {
      const waiting = groups.values()
      const work = async (): Promise<void> => {
        for (const { key, last } of waiting) {
          await wait(random)
          note(key, last.sequenceNumber)
        }
      }
      await Promise.all(Array.from({ length: concurrency }, work))
    },
  })
}

const hot = zipf()
const hottest = Math.max(...[...Map.groupBy(hot, key => key).values()].map(({ length }) => length))
const alone = await sequential(count)
const bound = await sequential(hottest)
const even = await dispatched(distinct, inLanes)
const uneven = await dispatched(hot, inLanes)
const merged = await dispatched(hot, coalesced)
process.stdout.write(
  JSON.stringify({
    distinctFaster: alone / even.ms,
    distinctViolations: even.violations,
    lanesOverBound: uneven.ms / bound,
    lanesViolations: uneven.violations + uneven.stale,
    coalescedFaster: alone / merged.ms,
    coalescedStale: merged.stale,
  }),
)
