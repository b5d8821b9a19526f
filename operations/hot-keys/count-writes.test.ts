import { describe, expect, it } from 'vitest'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { newWriteCounter } from './count-writes.ts'
import { writeUnitsOf } from './write-units.ts'

const record = (key: string, more: Partial<NonNullable<StreamRecord['dynamodb']>> = {}): StreamRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: { pk: { S: key }, sk: { N: '1' } },
    NewImage: { pk: { S: key }, sk: { N: '1' } },
    ...more,
  },
})

/** Numbers from 0 to 1 that look random and are the same each time. */
const mulberry = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

/** Ranks from 1 to `count`, each as likely as one by its number. */
const zipf = (count: number, random: () => number): (() => number) => {
  const sums = new Float64Array(count)
  let sum = 0
  for (let rank = 1; rank <= count; rank += 1) sums[rank - 1] = sum += 1 / rank
  return () => {
    const at = random() * sum
    let [low, high] = [0, count - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}

describe('write units', () => {
  const text = (bytes: number) => ({ a: { S: 'x'.repeat(bytes - 1) } })

  it.each<readonly [string, StreamRecord['eventName'], object, number, boolean]>([
    ['1,024 bytes', 'INSERT', { NewImage: text(1_024) }, 1, true],
    ['one byte more', 'INSERT', { NewImage: text(1_025) }, 2, true],
    ['the item before is larger', 'MODIFY', { OldImage: text(5_000), NewImage: text(100) }, 5, true],
    ['the item after is larger', 'MODIFY', { OldImage: text(100), NewImage: text(2_049) }, 3, true],
    ['a removal', 'REMOVE', { OldImage: text(3_072) }, 3, true],
    ['an image of a change is missing', 'MODIFY', { NewImage: text(2_000) }, 2, false],
    ['keys only', 'REMOVE', {}, 1, false],
    ['characters of several bytes', 'INSERT', { NewImage: { a: { S: '€'.repeat(342) } } }, 2, true],
    [
      'numbers by their digits',
      'INSERT',
      { NewImage: { a: { S: 'x'.repeat(1_019) }, b: { N: '1234' } } },
      1,
      true,
    ],
    [
      'numbers of one digit more',
      'INSERT',
      { NewImage: { a: { S: 'x'.repeat(1_019) }, b: { N: '12345' } } },
      2,
      true,
    ],
  ])('of %s', (_, eventName, dynamodb, units, isExact) => {
    expect(writeUnitsOf({ eventName: eventName ?? 'INSERT', dynamodb })).toEqual({ units, isExact })
  })
})

describe('keys that most is written to', () => {
  it('are those of a Zipf workload of a million changes, in order, within bounds and 10 MB', () => {
    const next = zipf(100_000, mulberry(7))
    const truth = new Map<string, number>()
    const counter = newWriteCounter('pk')
    // Ranks are drawn first, so that the heap holds nothing of the test's own while it is measured.
    const ranks = Int32Array.from({ length: 1_000_000 }, next)
    for (const rank of ranks) truth.set(`k${rank}`, (truth.get(`k${rank}`) ?? 0) + 1)
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    let at = 0
    for (const rank of ranks) {
      at += 1
      counter.add(record(`k${rank}`, { ApproximateCreationDateTime: 1_767_225_600 + Math.floor(at / 1_000) }))
    }
    globalThis.gc?.()
    const grown = process.memoryUsage().heapUsed - before

    const { keys, total, measure, keyKind } = counter.list(10)

    const top = [...truth].sort(([, a], [, b]) => b - a).slice(0, 10)
    expect({ total, measure, keyKind }).toEqual({
      total: 1_000_000,
      measure: 'write units',
      keyKind: 'partition key',
    })
    expect(keys.map(({ key }) => key)).toEqual(top.map(([key]) => key))
    for (const { key, least, most } of keys) {
      expect(least).toBeLessThanOrEqual(truth.get(key) ?? 0)
      expect(most).toBeGreaterThanOrEqual(truth.get(key) ?? 0)
    }
    if (globalThis.gc !== undefined) expect(grown).toBeLessThan(10_000_000)
  }, 180_000)

  it('are measured against what a partition serves in their heaviest minute', () => {
    const counter = newWriteCounter('pk')
    const large = { pk: { S: 'hot' }, text: { S: 'x'.repeat(10_000) } }
    for (let count = 0; count < 6_600; count += 1) counter.add(record('hot', { NewImage: large }))
    counter.add(record('cold'))

    // 6,600 writes of 10 units (10,017 bytes) in a minute are 1,100 a second.
    const [hot, cold] = counter.list(2).keys
    expect(hot).toMatchObject({
      ...{ key: 'hot', least: 66_000, most: 66_000, limitPercent: 110.00000000000001 },
      peakPerSecond: { least: 1_100, most: 1_100, minute: '2026-01-01T00:00:00.000Z' },
    })
    expect(hot?.advice).toMatch(/^above what one partition serves: spread it over shards/)
    expect(cold?.advice).toBeUndefined()
  })

  it('are counted by changes where the stream has no images', () => {
    const counter = newWriteCounter(undefined)
    for (let count = 0; count < 3; count += 1)
      counter.add({ eventName: 'MODIFY', dynamodb: { Keys: { pk: { S: 'a' }, sk: { N: '1' } } } })

    expect(counter.list(5)).toMatchObject({
      ...{ measure: 'changes', keyKind: 'item', total: 3 },
      keys: [{ key: 'a|!1', least: 3, most: 3, limitPercent: undefined }],
      notes: ['the stream carries no images, so changes are counted and not units'],
    })
  })

  it('are in units that are the least, said so, where the stream has one image of two', () => {
    const counter = newWriteCounter('pk')
    counter.add(record('a', { NewImage: { text: { S: 'x'.repeat(3_000) } } }))
    counter.add({ eventName: 'REMOVE', dynamodb: { Keys: { pk: { S: 'a' } } } })

    expect(counter.list(1)).toMatchObject({
      ...{ measure: 'write units', total: 4 },
      notes: ['1 of 2 changes lack an image: their units are the least they can be'],
    })
  })

  it('are not those that TTL removes, and records without a key are said', () => {
    const counter = newWriteCounter('pk')
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
    counter.add({ ...record('old', { OldImage: {} }), eventName: 'REMOVE', userIdentity })
    counter.add({ eventName: 'INSERT' })
    for (const odd of [null, {}, { dynamodb: { Keys: 5 } }]) counter.add(odd as StreamRecord)
    counter.add(record('new'))

    expect(counter.list(5)).toMatchObject({
      total: 1,
      keys: [{ key: 'new' }],
      notes: [
        '1 removals by TTL are left out: they take no write units',
        '4 records have no such key and are left out',
      ],
    })
  })
})
