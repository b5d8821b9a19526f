// 100,000 records through one mapping with a function that does nothing, on the simulated clock: prints records per
// second of this process and the growth of its memory, as JSON. Run with --expose-gc.
import type { StreamRecord } from '../core/record/stream-record.ts'
import type { StreamSource } from '../engine/ports/stream-source.ts'
import { simulatedClock } from '../engine/simulated-clock.ts'
import { benchMapping, benchStreamArn } from './bench-mapping.ts'
import { generateEvent } from './generate-event.ts'

const total = 100_000
const pageSize = 1_000
const samples = generateEvent(pageSize).Records.map(record => JSON.stringify(record))

/** Makes each page when it is read, as a stream far away does, so that only what the engine keeps is kept. */
const pageFrom = (from: number): readonly StreamRecord[] =>
  samples.map((text, index) => {
    const record = JSON.parse(text) as StreamRecord
    const SequenceNumber = String(from + index + 1).padStart(21, '0')
    return { ...record, dynamodb: { ...record.dynamodb, SequenceNumber } }
  })

/** Time that went into making pages: the stream's work, not the engine's. */
const making = { ms: 0 }

const source: StreamSource = {
  streamArn: benchStreamArn,
  shards: async () => ({ shards: [{ shardId: 'shard-1', parentShardId: undefined }], cursor: undefined }),
  iterator: async () => '0',
  read: async iterator => {
    const from = Number(iterator)
    const startedAt = performance.now()
    const records = from < total ? pageFrom(from) : []
    making.ms += performance.now() - startedAt
    return { records, nextIterator: String(from + records.length) }
  },
}

const usedMb = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

const run = async (): Promise<{ readonly recordsPerSecond: number; readonly growthMb: number }> => {
  const clock = simulatedClock()
  let delivered = 0
  let earlyMb = 0
  const mapping = benchMapping(source, clock, records => {
    delivered += records
    if (delivered === total / 10) earlyMb = usedMb()
  })
  making.ms = 0
  const startedAt = performance.now()
  await mapping.start()
  await clock.until(mapping.whenCaughtUp())
  const seconds = (performance.now() - startedAt - making.ms) / 1000
  const growthMb = usedMb() - earlyMb
  await clock.until(mapping.stop())
  if (delivered !== total) throw new Error(`${delivered} of ${total} records were delivered`)
  return { recordsPerSecond: total / seconds, growthMb }
}

const runs = [await run(), await run(), await run()].toSorted(
  (a, b) => a.recordsPerSecond - b.recordsPerSecond,
)
process.stdout.write(JSON.stringify(runs[1]))
