import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'

/** What may happen to a table and its streams, as chances from 0 to 1. */
export interface Chances {
  /** Two writes of one shard in a row share the counter of their sequence numbers. */
  readonly tie: number
  /** The stream is made anew before a write, within minutes, and its counters begin anew. */
  readonly newStream: number
  /** A new stream is that of a table restored under another name. */
  readonly restore: number
  /** A write is a removal, where there is something to remove. */
  readonly remove: number
  /** What writers do to the version that an item carries; without it each raises it, also when it writes anew. */
  readonly habits?: VersionHabits
  /** Half of the items are another table's, whose stream is older and never made anew. */
  readonly secondTable?: true
}

/** How writers break the rule that each raises an item's version, as chances from 0 to 1 for each write. */
export interface VersionHabits {
  /** The version stays what it was. */
  readonly keep: number
  /** It becomes a lower one. */
  readonly lower: number
  /** An item that is written anew begins at 1. */
  readonly restart: number
  /** There is none, or something that is no whole number. */
  readonly spoil: number
}

/** A shard of a stream: its records in order, as far as they were written. */
export interface Shard {
  readonly streamArn: string
  readonly records: StreamRecord[]
}

/** One write to the table, and what its stream says of it. */
export interface Write {
  readonly key: string
  readonly after: Image | undefined
  readonly shard: Shard
  readonly record: StreamRecord
}

/** All writes to a table, in order. */
export interface History {
  readonly writes: readonly Write[]
  readonly shards: readonly Shard[]
}

const keys = ['a', 'b', 'c', 'd', 'e']
const emails = ['x@e', 'y@e', 'z@e']
const low = 10n ** 20n

const between = (random: () => number, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1))

const pick = <T>(random: () => number, all: readonly T[]): T => all[Math.floor(random() * all.length)] as T

/** Only some items are what a filter wants, and only some of these have what it asks for. */
const imageOf = (random: () => number, key: string, note: number): Image => ({
  PK: { S: key },
  type: { S: random() < 0.85 ? 'USER' : 'OTHER' },
  email: { S: pick(random, emails) },
  note: { N: String(note) },
  active: { BOOL: random() < 0.85 },
})

const spoilt: readonly (Image[string] | undefined)[] = [
  undefined,
  { N: '-1' },
  { N: '1.5' },
  { N: '9223372036854775807' },
  { N: '1E+30' },
  { S: '7' },
  { S: '2026-01-01T00:00:00Z' },
  { NULL: true },
]

/** Versions as the writers of a table give them. `last` is the greatest that an item ever had. */
const versionedImages = (
  random: () => number,
  habits: VersionHabits,
): ((image: Image, key: string, isNew: boolean) => Image) => {
  const last = new Map<string, number>()
  return (image, key, isNew) => {
    const known = last.get(key) ?? 0
    // Only a writer that goes on counting knows of the removal, which took a number too.
    let version = known + (isNew ? 2 : 1)
    if (isNew && random() < habits.restart) version = 1
    else if (random() < habits.keep) version = known
    else if (random() < habits.lower) version = between(random, 0, known)
    last.set(key, version)
    if (random() >= habits.spoil) return { ...image, _v: { N: String(version) } }
    const value = pick(random, spoilt)
    return value === undefined ? image : { ...image, _v: value }
  }
}

const disciplined: VersionHabits = { keep: 0, lower: 0, restart: 0, spoil: 0 }

interface Counter {
  value: bigint
  low: bigint
}

interface Stream {
  readonly arn: string
  readonly shards: readonly Shard[]
  readonly counters: readonly Counter[]
}

const newStream = (random: () => number, table: string, atMs: number): Stream => {
  const label = new Date(atMs).toISOString().slice(0, -1)
  const arn = `arn:aws:dynamodb:eu-central-1:123456789012:table/${table}/stream/${label}`
  // The numbers of two shards have nothing to do with each other.
  const bases = [between(random, 0, 20), between(random, 0, 2_000_000)]
  return {
    arn,
    shards: bases.map(() => ({ streamArn: arn, records: [] })),
    counters: bases.map(value => ({ value: BigInt(value), low: 0n })),
  }
}

const recordOf = (
  arn: string,
  sequenceNumber: string,
  key: string,
  before: Image | undefined,
  after: Image | undefined,
): StreamRecord => ({
  eventID: `${arn} ${sequenceNumber} ${key}`,
  eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
  awsRegion: 'eu-central-1',
  eventSourceARN: arn,
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: { PK: { S: key } },
    ...(after && { NewImage: after }),
    ...(before && { OldImage: before }),
    SequenceNumber: sequenceNumber,
    SizeBytes: 64,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
})

/** Draws the life of a table: so many writes to a few items that hand a few addresses to each other. */
export const drawHistory = (random: () => number, writes: number, chances: Chances): History => {
  const table = new Map<string, Image>()
  const shards: Shard[] = []
  const log: Write[] = []
  let atMs = Date.UTC(2026, 0, 1, 10, 5)
  let name = 'users'
  let stream = newStream(random, name, atMs)
  shards.push(...stream.shards)
  const versioned = versionedImages(random, chances.habits ?? disciplined)
  const other = chances.secondTable && newStream(random, 'customers', atMs - 7_200_000)
  if (other !== undefined) shards.push(...other.shards)
  for (let at = 0; at < writes; at += 1) {
    if (random() < chances.newStream) {
      atMs += between(random, 1, 50) * 60_000
      if (random() < chances.restore) name = `${name}-restored`
      stream = newStream(random, name, atMs)
      shards.push(...stream.shards)
    }
    const key = pick(random, keys)
    const before = table.get(key)
    const isRemoval = before !== undefined && random() < chances.remove
    const after = isRemoval ? undefined : versioned(imageOf(random, key, at), key, before === undefined)
    if (after === undefined) table.delete(key)
    else table.set(key, after)
    const lane = keys.indexOf(key) % 2
    const { arn, counters, shards: of } = lane === 1 && other !== undefined ? other : stream
    const counter = counters[lane]
    const shard = of[lane]
    if (counter === undefined || shard === undefined) continue
    if (random() >= chances.tie) counter.value += BigInt(between(random, 1, 3))
    counter.low += 1n
    const sequenceNumber = String((counter.value + 1n) * low + counter.low)
    log.push({ key, after, shard, record: recordOf(arn, sequenceNumber, key, before, after) })
  }
  return { writes: log, shards }
}
