// One size in a process of its own: prints the milliseconds of the processor that it takes.
import { setImmediate } from 'node:timers/promises'
import { dispatch } from '../../core/dispatch/dispatch.ts'
import { everything } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { viewOf } from '../../core/record/view-of.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { registry } from '../../core/registry/define-registry.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { benchMapping, benchStreamArn } from '../bench-mapping.ts'
import { randomFilters } from '../filters.ts'
import { generateEvent } from '../generate-event.ts'
import { ourJob } from '../job.ts'
import { dispatchOptions } from '../shop-rules.ts'

type Work = () => unknown

/** The whole job of `bench/job.ts`, on records that are parsed already. */
const ofRecords = (count: number): Work => {
  const job = ourJob()
  const event = generateEvent(count)
  return () => job(event)
}

/** So many rules decide about 1,000 records. */
const ofRules = (count: number): Work => {
  const all = registry(randomFilters(count).processors)
  const { Records } = generateEvent(1_000)
  return () => {
    for (const record of Records) all.route(viewOf(record), () => undefined)
  }
}

const tiny = (key: number, at: number): StreamRecord => ({
  eventID: String(at),
  eventName: 'INSERT',
  eventSourceARN: 'arn:aws:dynamodb:eu-central-1:123456789012:table/bench/stream/2026-01-01T00:00:00.000',
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: { pk: { S: `key-${key}` } },
    NewImage: { pk: { S: `key-${key}` }, count: { N: String(at) } },
    SequenceNumber: String(at + 1).padStart(21, '0'),
  },
})

/** 10,000 records of so many keys, each in its place among those of its key. */
const ofKeys = (count: number): Work => {
  const all = registry([
    processor({ name: 'one', filter: everything(), handle: async () => Promise.resolve() }),
  ])
  const records = Array.from({ length: 10_000 }, (_, at) => tiny(at % count, at))
  return async () => dispatch(all, records, dispatchOptions())
}

/** The whole job on ten records whose items have about so many kilobytes. */
const ofKilobytes = (kilobytes: number): Work => {
  const job = ourJob()
  const text = 'words with an é in them and no end '.repeat(Math.ceil((kilobytes * 1_024) / 36))
  const Records = generateEvent(10).Records.map(record => {
    const { NewImage, OldImage } = record.dynamodb ?? {}
    const more = { description: { S: text.slice(0, kilobytes * 1_000) } }
    const images = {
      ...(NewImage && { NewImage: { ...NewImage, ...more } }),
      ...(OldImage && { OldImage: { ...OldImage, ...more } }),
    }
    return { ...record, dynamodb: { ...record.dynamodb, ...images } }
  })
  return () => job({ Records })
}

const perShard = 100

const shardsOf = (count: number): StreamSource => ({
  streamArn: benchStreamArn,
  shards: async () =>
    Promise.resolve({
      shards: Array.from({ length: count }, (_, at) => ({
        shardId: `shard-${at}`,
        parentShardId: undefined,
      })),
      cursor: undefined,
    }),
  iterator: async shardId => Promise.resolve(`${shardId} 0`),
  read: async iterator => {
    const [shard = '', from = '0'] = iterator.split(' ')
    const first = Number(from)
    const records = first > 0 ? [] : Array.from({ length: perShard }, (_, at) => tiny(at, at))
    return Promise.resolve({ records, nextIterator: `${shard} ${first + records.length}` })
  },
})

/** The engine delivers 100 records of each of so many shards. */
const ofShards =
  (count: number): Work =>
  async () => {
    const clock = simulatedClock()
    let delivered = 0
    const mapping = benchMapping(shardsOf(count), clock, records => {
      delivered += records
    })
    await mapping.start()
    await clock.until(mapping.whenCaughtUp())
    await clock.until(mapping.stop())
    if (delivered !== count * perShard) throw new Error(`${delivered} were delivered`)
  }

const works: Readonly<Record<string, (size: number) => Work>> = {
  records: ofRecords,
  rules: ofRules,
  keys: ofKeys,
  kilobytes: ofKilobytes,
  shards: ofShards,
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

const sample = async (work: Work, forMs: number): Promise<number> => {
  const startedAtMs = cpuMs()
  let count = 0
  do {
    await work()
    await setImmediate()
    count += 1
  } while (cpuMs() - startedAtMs < forMs)
  return (cpuMs() - startedAtMs) / count
}

const [of = '', size = ''] = process.argv.slice(2)
const make = works[of]
if (make === undefined) throw new RangeError(`nothing grows with ${of}`)
const work = make(Number(size))
await sample(work, 1_000)
const times: number[] = []
for (let round = 0; round < 7; round += 1) times.push(await sample(work, 120))
process.stdout.write(JSON.stringify(Math.min(...times)))
