import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WireEvent } from './wire-event.ts'
import type { ShardView } from './shard-view.ts'
import type { RecentPace } from './pace.ts'
import { addToPace, oldestIteratorAgeMs, paceNumbers } from './pace.ts'

const startMs = 1_800_000_000_000

const eventOf = (kind: 'RecordSeen' | 'success' | 'partial' | 'failure' | 'Paused', atMs: number) =>
  (kind === 'RecordSeen' || kind === 'Paused'
    ? { event: kind, atMs }
    : { event: 'InvokeEnded', atMs, result: kind }) as unknown as WireEvent

const shard = (iteratorAgeMs: number | undefined, isClosed = false) =>
  ({ iteratorAgeMs, isClosed }) as ShardView

describe('the numbers above a panel', () => {
  it('are those of the last ten whole seconds and the last minute, whatever came before', () => {
    const happened = fc.record({
      kind: fc.constantFrom('RecordSeen', 'success', 'partial', 'failure', 'Paused'),
      agoMs: fc.integer({ min: 0, max: 150_000 }),
    })
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 80 }), fc.nat(999), (all, intoSecond) => {
        const nowMs = startMs + intoSecond
        const inOrder = all.toSorted((a, b) => b.agoMs - a.agoMs)
        const pace: RecentPace = new Map()
        for (const { kind, agoMs } of inOrder) addToPace(pace, eventOf(kind, nowMs - agoMs))

        const secondsAgo = (agoMs: number): number =>
          Math.floor(nowMs / 1000) - Math.floor((nowMs - agoMs) / 1000)
        const records = all.filter(
          ({ kind, agoMs }) => kind === 'RecordSeen' && secondsAgo(agoMs) >= 1 && secondsAgo(agoMs) <= 10,
        )
        const ended = all.filter(
          ({ kind, agoMs }) => !['RecordSeen', 'Paused'].includes(kind) && secondsAgo(agoMs) < 60,
        )
        const failed = ended.filter(({ kind }) => kind !== 'success')
        expect(paceNumbers(pace, nowMs)).toEqual({
          recordsPerSecond: records.length / 10,
          errorShare: ended.length === 0 ? undefined : failed.length / ended.length,
        })
        expect(pace.size).toBeLessThanOrEqual(60)
      }),
    )
  })

  it('name the oldest age of the shards that are open', () => {
    expect(oldestIteratorAgeMs([])).toBeUndefined()
    expect(oldestIteratorAgeMs([shard(undefined), shard(900_000, true)])).toBeUndefined()
    expect(oldestIteratorAgeMs([shard(5), shard(70), shard(undefined), shard(900_000, true)])).toBe(70)
  })
})
