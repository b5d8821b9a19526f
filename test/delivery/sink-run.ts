import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import type { AnyChange } from '../../core/change/change.ts'
import type { DispatchOptions } from '../../core/dispatch/options.ts'
import { everything } from '../../core/filter/words.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { batchProcessor, processor } from '../../core/processor/define-processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import { numberOf } from '../support/local-mapping.ts'
import { functionOf } from '../support/pipeline.ts'
import { recordOf, seqOf } from '../support/records.ts'
import { runShard } from './simulated-shard.ts'

/** How a processor is written. */
export type Shape = 'each' | 'batch that throws' | 'batch' | 'per-key' | 'last-image'

export const shapes: readonly Shape[] = ['each', 'batch that throws', 'batch', 'per-key', 'last-image']

/** What a sink does with a record at a time: nothing, or what it throws. */
export type Refuses = (seq: number, secondsIn: number) => Error | undefined

/** One line of a log. */
export interface Line {
  readonly atMs: number
  readonly message: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** What a run told. */
export interface SinkStory {
  readonly applied: ReadonlySet<number>
  readonly parked: readonly number[]
  readonly discarded: readonly number[]
  /** Seconds from the first invocation to the first parked change. */
  readonly firstParkedAfter: number | undefined
  readonly lines: readonly Line[]
  readonly invocations: number
}

const startMs = 1_767_225_600_000

const seqIn = ({ sequenceNumber }: AnyChange): number => Number(sequenceNumber)

/** A user's own processor, in whatever shape, in front of one sink. */
const processorOf = (shape: Shape, ask: (seq: number) => Promise<void>): Processor => {
  const name = 'own'
  const filter = everything()
  const askAll = async (changes: readonly AnyChange[]): Promise<void> => {
    for (const change of changes) await ask(seqIn(change))
  }
  if (shape === 'each') return processor({ name, filter, handle: async change => ask(seqIn(change)) })
  return batchProcessor({
    name,
    filter,
    sink: shape === 'last-image' ? 'state' : 'events',
    coalesce: shape === 'per-key' || shape === 'last-image' ? shape : 'none',
    handle: async groups => {
      if (shape === 'batch that throws') return askAll(groups.flatMap(({ changes }) => changes))
      const answers = groups.map(async ({ changes }) =>
        askAll(changes).then(
          () => 'applied' as const,
          (error: unknown) => error as Error,
        ),
      )
      return Promise.all(answers)
    },
  })
}

/** Works through a shard whose sink refuses as told, with Lambda's own pauses, on a simulated clock. */
export const runSink = async (world: {
  readonly shape: Shape
  readonly refuses: Refuses
  readonly keys: readonly string[]
  readonly BatchSize?: number
  readonly MaximumRetryAttempts?: number
  /** What one request takes. */
  readonly latencyMs?: number
  readonly options?: Partial<DispatchOptions>
}): Promise<SinkStory> => {
  const clock = simulatedClock(startMs)
  const parking = memoryParkingStore()
  const applied = new Set<number>()
  const lines: Line[] = []
  const parkedAtMs: number[] = []
  let invocations = 0
  const secondsIn = (): number => (clock.now() - startMs) / 1_000
  const ask = async (seq: number): Promise<void> => {
    if (world.latencyMs !== undefined) await clock.wait(world.latencyMs)
    const error = world.refuses(seq, secondsIn())
    if (error !== undefined) throw error
    applied.add(seq)
  }
  const log = (message: string, detail: Line['detail'] = {}): void =>
    void lines.push({ atMs: clock.now(), message, detail })
  const f = functionOf([processorOf(world.shape, ask)], {
    clock,
    ledger: memoryLedgerStore(),
    parking: {
      ...parking,
      put: async (...object) => {
        parkedAtMs.push(clock.now())
        return parking.put(...object)
      },
    },
    logger: { info: log, warn: log, error: log },
    blameAfterMs: 300_000,
    ...world.options,
  })
  const records: readonly StreamRecord[] = world.keys.map((key, index) => recordOf({ seq: index + 1, key }))
  const discarded = await runShard({
    records,
    clock,
    random: seededRandom(1),
    MaximumRetryAttempts: world.MaximumRetryAttempts ?? -1,
    MaximumRecordAgeInSeconds: -1,
    BatchSize: world.BatchSize ?? 100,
    invoke: async batch => {
      invocations += 1
      const failed = await clock.until(f.invoke(batch, { deadlineAtMs: clock.now() + 30_000 }))
      const batchItemFailures = failed.map(number => ({ itemIdentifier: seqOf(number) }))
      return { type: 'returned', value: { batchItemFailures } }
    },
  })
  const firstMs = parkedAtMs[0]
  return {
    applied,
    parked: (await f.parked()).map(({ sequenceNumber }) => Number(sequenceNumber)).sort((a, b) => a - b),
    discarded: discarded.map(numberOf),
    firstParkedAfter: firstMs === undefined ? undefined : (firstMs - startMs) / 1_000,
    lines,
    invocations,
  }
}
