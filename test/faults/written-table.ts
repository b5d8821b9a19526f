import { memoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import type { MemoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ScriptedSource } from '../../engine/sources/scripted-source.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import type { Dice } from '../engine-model/plan.ts'

/** One write to the table, as the oracle knows it. */
export interface TableWrite {
  /** Counts all writes of the play. */
  readonly number: number
  readonly key: string
  readonly streamArn: string
  readonly shardId: string
  readonly sequenceNumber: string
  readonly kind: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly before: Image | undefined
  readonly after: Image | undefined
}

/** How sequence numbers are written: of a counter per shard, and of a low part. */
export type SequenceShape = (counter: bigint, low: bigint) => string

/** As AWS's own look: a counter, and twenty digits below it. */
export const awsShape: SequenceShape = (counter, low) => String(counter * 10n ** 20n + low)

/** What a table is like. */
export interface TableHabits {
  readonly keys: readonly string[]
  readonly shards: number
  /** Share of writes of one shard that have the counter of the one before. */
  readonly tie: number
  readonly shape: SequenceShape
  /** Share of writes whose record says an earlier second than the one before. */
  readonly clockBack: number
  /** What is added to an image. */
  readonly adorn?: (image: Image, dice: Dice) => Image
  /** What is changed in a record. */
  readonly mark?: (record: StreamRecord, dice: Dice) => StreamRecord
}

/** A stream of the table, and where its keys live. */
export interface WrittenStream {
  readonly source: ScriptedSource
  readonly homes: Map<string, string>
  readonly open: Set<string>
}

/** A table that is written to, with its streams; every write is noted. */
export interface WrittenTable {
  readonly writes: readonly TableWrite[]
  readonly streams: readonly WrittenStream[]
  /** The stream that writes go to. */
  readonly current: () => WrittenStream
  /** Items and their dependents, as they are now. */
  readonly items: MemoryDependentStore
  readonly read: (key: string) => Image | undefined
  /** Puts an item, or replaces it. */
  readonly put: (key: string) => TableWrite
  /** Removes an item, if there is one. */
  readonly remove: (key: string) => TableWrite | undefined
  /** Closes a shard and gives it so many children. */
  readonly split: (shardId: string, children: number) => void
  /** Switches the stream off and on again: it has a new ARN, and counters of its own. */
  readonly newStream: (region?: string) => WrittenStream
}

interface ShardCounter {
  counter: bigint
  low: bigint
}

const tableArn = (region: string): string => `arn:aws:dynamodb:${region}:123456789012:table/things`

/** An empty table with one stream. */
export const writtenTable = (dice: Dice, habits: TableHabits, nowMs: () => number): WrittenTable => {
  const writes: TableWrite[] = []
  const streams: WrittenStream[] = []
  const items = memoryDependentStore()
  const held = new Map<string, Image>()
  const counters = new Map<string, ShardCounter>()
  let shards = 0
  let lastLabelMs = 0

  const openShard = (stream: WrittenStream, parent?: string): string => {
    shards += 1
    const shardId = `shardId-${String(shards).padStart(6, '0')}`
    const from = parent === undefined ? undefined : counters.get(`${stream.source.streamArn} ${parent}`)
    counters.set(`${stream.source.streamArn} ${shardId}`, {
      counter: from?.counter ?? BigInt(dice.below(1_000)),
      low: 0n,
    })
    stream.open.add(shardId)
    return shardId
  }
  const newStream = (region = 'eu-central-1'): WrittenStream => {
    lastLabelMs = Math.max(nowMs(), lastLabelMs + 1_000)
    const label = new Date(lastLabelMs).toISOString().slice(0, -1)
    const source = scriptedSource(`${tableArn(region)}/stream/${label}`, { shardPage: 3 })
    const stream: WrittenStream = { source, homes: new Map(), open: new Set() }
    for (let count = 0; count < habits.shards; count += 1) source.addShard(openShard(stream))
    const roots = [...stream.open]
    for (const key of habits.keys) stream.homes.set(key, roots[dice.below(roots.length)] ?? '')
    streams.push(stream)
    return stream
  }
  const current = (): WrittenStream => streams.at(-1) ?? newStream()

  const nextNumber = (streamArn: string, shardId: string): string => {
    const place = `${streamArn} ${shardId}`
    const at = counters.get(place) ?? { counter: 0n, low: 0n }
    counters.set(place, at)
    if (!dice.chance(habits.tie)) at.counter += BigInt(1 + dice.below(3))
    at.low += BigInt(1 + dice.below(1_000))
    return habits.shape(at.counter + 1n, at.low)
  }

  const note = (key: string, after: Image | undefined): TableWrite => {
    const { source, homes } = current()
    const before = held.get(key)
    const shardId = homes.get(key) ?? ''
    const { streamArn } = source
    const kind = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY'
    const sequenceNumber = nextNumber(streamArn, shardId)
    const number = writes.length
    const write = { number, key, streamArn, shardId, sequenceNumber, kind, before, after } as const
    writes.push(write)
    const back = dice.chance(habits.clockBack) ? 1 + dice.below(5) : 0
    const record: StreamRecord = {
      eventID: `event-${number}`,
      eventName: kind,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: streamArn.split(':')[3] ?? '',
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(nowMs() / 1_000) - back,
        Keys: { PK: { S: key } },
        ...(after && { NewImage: after }),
        ...(before && { OldImage: before }),
        SequenceNumber: sequenceNumber,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: streamArn,
    }
    source.put(shardId, habits.mark === undefined ? record : habits.mark(record, dice))
    if (after === undefined) held.delete(key)
    else held.set(key, after)
    return write
  }

  const put = (key: string): TableWrite => {
    const before = held.get(key)
    const number = String(writes.length)
    const gen = before?.['gen'] ?? { S: `g${number}` }
    const plain: Image = {
      PK: { S: key },
      type: { S: 'THING' },
      note: { N: number },
      active: { BOOL: dice.chance(0.85) },
      gen,
    }
    const after = habits.adorn === undefined ? plain : habits.adorn(plain, dice)
    items.put(after)
    // Written together with its parent: what clean-up has to take along when that goes.
    if (before === undefined) items.put({ PK: { S: `of ${key}` }, SK: gen, gen })
    return note(key, after)
  }

  newStream()
  return {
    writes,
    streams,
    current,
    items,
    read: key => held.get(key),
    put,
    remove: key => {
      if (!held.has(key)) return undefined
      items.delete({ PK: { S: key } })
      return note(key, undefined)
    },
    split: (shardId, children) => {
      const stream = current()
      if (!stream.open.delete(shardId)) return
      const made = Array.from({ length: children }, () => openShard(stream, shardId))
      stream.source.split(shardId, ...made)
      for (const [key, home] of stream.homes)
        if (home === shardId) stream.homes.set(key, made[dice.below(made.length)] ?? home)
    },
    newStream,
  }
}
