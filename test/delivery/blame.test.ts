import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterFaults } from '../../core/errors/filter-faults.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { functionOf, recording } from '../support/pipeline.ts'
import { manualClock } from '../support/manual-clock.ts'
import { recordOf } from '../support/records.ts'
import type { Refuses } from './sink-run.ts'
import { runSink, shapes } from './sink-run.ts'

const hundred = Array.from({ length: 100 }, (_, index) => `k${index}`)
const all = hundred.map((_, index) => index + 1)

const says = (): Error => new Error('the index answered with an odd page')
const refused = (): Error =>
  new TypeError('fetch failed', {
    cause: Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9200'), {
      code: 'ECONNREFUSED',
      address: '127.0.0.1',
      port: 9200,
    }),
  })
const declared = (): Error => raise(sinkFaults, 'sink.unavailable', { sink: 'own', reason: 'it is away' })

const away =
  (seconds: number, error: () => Error): Refuses =>
  (_, secondsIn) =>
    secondsIn < seconds ? error() : undefined

describe.each(shapes)('blame needs evidence, in a processor written as %s', shape => {
  it('parks the last of 100 when it alone is bad, within five tries', async () => {
    const story = await runSink({ shape, keys: hundred, refuses: seq => (seq === 100 ? says() : undefined) })

    expect(story.parked).toEqual([100])
    expect(story.applied.size).toBe(99)
    expect(story.firstParkedAfter).toBeLessThan(60)
  })

  it('parks the bad one of a BatchSize of 1 from five minutes on, and goes on', async () => {
    const story = await runSink({
      shape,
      BatchSize: 1,
      keys: ['a', 'b', 'c'],
      refuses: seq => (seq === 2 ? says() : undefined),
    })

    expect(story.parked).toEqual([2])
    expect([...story.applied]).toEqual([1, 3])
    expect(story.firstParkedAfter).toBeGreaterThan(300)
  })

  it('parks what is bad on one hot key from five minutes on', async () => {
    const keys = ['hot', 'hot', 'hot']
    const story = await runSink({ shape, keys, refuses: seq => (seq === 1 ? says() : undefined) })

    // A group has one fate.
    const isGrouped = shape === 'per-key' || shape === 'last-image'
    expect(story.parked).toEqual(isGrouped ? [1, 2, 3] : [1])
    expect(story.firstParkedAfter).toBeGreaterThan(300)
  })

  it('parks every record from five minutes on when every one is bad', async () => {
    const story = await runSink({ shape, keys: hundred, refuses: says })

    expect(story.parked).toEqual(all)
    expect(story.firstParkedAfter).toBeGreaterThan(300)
  })

  it.each([says, refused, declared])('parks none when its own sink is away for 8 s (%o)', async error => {
    const story = await runSink({ shape, keys: hundred, refuses: away(8, error) })

    expect(story.parked).toEqual([])
    expect([...story.applied].sort((a, b) => a - b)).toEqual(all)
  })

  it('parks none when its own sink goes away in the midst of a batch', async () => {
    const story = await runSink({
      shape,
      keys: hundred,
      latencyMs: 100,
      options: { concurrency: 10 },
      refuses: (_, secondsIn) => (secondsIn > 0.35 && secondsIn < 60 ? says() : undefined),
    })

    expect(story.parked).toEqual([])
    expect(story.applied.size).toBe(100)
  })

  it.each([refused, declared])('parks none when its sink is away for 2 h and says so (%o)', async error => {
    const story = await runSink({ shape, keys: hundred, refuses: away(7_200, error) })

    expect(story.parked).toEqual([])
    expect(story.discarded).toEqual([])
    expect([...story.applied].sort((a, b) => a - b)).toEqual(all)
    expect(Math.max(...linesPerMoment(story.lines))).toBe(1)
  })

  it('parks from five minutes on when its sink is away for 2 h and does not say so, said once a batch', async () => {
    const story = await runSink({ shape, keys: hundred, refuses: away(7_200, says) })

    expect(story.parked).toEqual(all)
    expect(story.firstParkedAfter).toBeGreaterThan(300)
    expect(story.discarded).toEqual([])
    expect(Math.max(...linesPerMoment(story.lines))).toBe(1)
    expect(story.lines.at(-1)?.detail).toMatchObject({ processor: 'own', records: 100, parked: 100 })
  })

  it('never discards good neighbours, whichever are bad and however batches are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        async (bad, BatchSize, isHot) => {
          const keys = Array.from({ length: 12 }, (_, index) => `k${isHot ? index % 3 : index}`)
          const refuses: Refuses = seq => (bad.includes(seq) ? says() : undefined)
          const story = await runSink({ shape, keys, BatchSize, refuses, MaximumRetryAttempts: 200 })

          expect(story.discarded).toEqual([])
          const ended = new Set([...story.applied, ...story.parked])
          expect(ended.size).toBe(12)
          expect(bad.filter(seq => !story.parked.includes(seq))).toEqual([])
          const isGrouped = shape === 'per-key' || shape === 'last-image'
          if (!isGrouped) expect(story.parked).toEqual(bad.toSorted((a, b) => a - b))
        },
      ),
      { numRuns: 12 },
    )
  })
})

const linesPerMoment = (lines: readonly { readonly atMs: number }[]): readonly number[] =>
  [...Map.groupBy(lines, ({ atMs }) => atMs).values()].map(({ length }) => length)

/** As another realm makes it: no instance of our Error. */
const foreign = (): Error => Object.assign(new Error('x is not a function'), { name: 'TypeError' })

describe('an error that says that it is the record’s own', () => {
  it.each<[string, () => Error]>([
    ['a TypeError', () => new TypeError('Cannot read properties of undefined')],
    ['a RangeError', () => new RangeError('Invalid time value')],
    ['a ReferenceError', () => new ReferenceError('x is not defined')],
    ['a TypeError of another realm', foreign],
    [
      'one declared so',
      () => raise(filterFaults, 'filter.predicate-failed', { processor: 'p', reason: 'r' }),
    ],
  ])('counts at once: %s', async (_, error) => {
    const story = await runSink({ shape: 'each', keys: ['a'], refuses: error })

    expect(story.parked).toEqual([1])
    expect(story.invocations).toBe(5)
  })

  it('is parked at once where it says that no retry can help', async () => {
    const error = (): Error => raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'r' })

    expect(await runSink({ shape: 'each', keys: ['a'], refuses: error })).toMatchObject({
      parked: [1],
      invocations: 1,
    })
  })
})

describe('evidence', () => {
  const failing = (seqs: readonly number[]) =>
    recording('own', seq => {
      if (seqs.includes(seq)) throw new Error('no')
    })
  const records = ['a', 'b', 'c'].map((key, index) => recordOf({ seq: index + 1, key }))

  it('outlives the try that gave it', async () => {
    const f = functionOf([failing([3]).processor], { blameAfterMs: 300_000 })

    const reported = [await f.invoke(records)]
    for (let tries = 2; tries <= 5; tries += 1) reported.push(await f.invoke(records.slice(2)))

    expect(reported).toEqual([[3], [3], [3], [3], []])
  })

  it('is what the same processor did, not what others did', async () => {
    const f = functionOf([failing([1, 2, 3]).processor, recording('other').processor], {
      blameAfterMs: 300_000,
      clock: manualClock(),
    })

    for (let tries = 1; tries <= 20; tries += 1) await f.invoke(records)

    expect(await f.parked()).toEqual([])
  })

  it('counts what was applied after the failure too, and parks for the true reason', async () => {
    const f = functionOf([failing([1]).processor], { blameAfterMs: 300_000 })

    const reported = [await f.invoke(records)]
    for (let tries = 2; tries <= 5; tries += 1) reported.push(await f.invoke(records))

    expect(reported).toEqual([[1], [1], [1], [1], []])
    expect(await f.parked()).toMatchObject([{ attempts: 5, reason: { message: 'no' } }])
  })

  it('is never what was finished before, by an earlier invocation', async () => {
    const clock = manualClock()
    let isAway = false
    const own = recording('own', seq => {
      if (isAway || seq === 3)
        throw isAway ? new Error('away') : raise(sinkFaults, 'sink.unavailable', { sink: 's', reason: 'r' })
    })
    const f = functionOf([own.processor], { blameAfterMs: 300_000, clock })
    await f.invoke(records)
    isAway = true

    for (let tries = 1; tries <= 20; tries += 1) await f.invoke(records.slice(2))

    expect(await f.parked()).toEqual([])
  })
})
