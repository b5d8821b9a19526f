import fc from 'fast-check'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { everything } from '../../core/filter/words.ts'
import { batchProcessor, processor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { manualClock, reactionsDone } from '../support/manual-clock.ts'
import { notedLog } from '../support/noted-log.ts'
import { functionOf } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'

const no = (): never => {
  throw new Error('it cannot be looked at')
}
const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
const closed = (): unknown =>
  new Proxy({}, { get: no, has: no, ownKeys: no, getPrototypeOf: no, getOwnPropertyDescriptor: no })

/** Errors whose fields are not what anybody expects, or cannot be read. */
const oddError = fc
  .record({
    field: fc.constantFrom(
      'name',
      'name',
      'message',
      'message',
      'code',
      'cause',
      'errors',
      'stack',
      'status',
      '$metadata',
      'detail',
    ),
    value: fc.oneof(
      fc.anything(),
      fc.constantFrom<unknown>(Symbol('x'), 5n, null, [], Object.freeze({}), () => 1),
    ),
    isGetter: fc.boolean(),
    isFrozen: fc.boolean(),
    make: fc.constantFrom<() => object>(
      () => new Error('x'),
      () => new TypeError('x'),
      () => new AggregateError([new Error('y')], 'x'),
      () => runInNewContext('new Error("x")') as object,
      () => ({ message: 'x' }),
    ),
  })
  .map(({ field, value, isGetter, isFrozen, make }) => (): unknown => {
    const error = make()
    Object.defineProperty(error, field, isGetter ? { get: no } : { value, configurable: true })
    return isFrozen ? Object.freeze(error) : error
  })

const inside = (inner: () => unknown, shape: string) => (): unknown => {
  if (shape === 'cause') return new Error('outer', { cause: inner() })
  if (shape === 'aggregate') return new AggregateError([inner(), inner()], 'outer')
  return inner()
}

/** Anything that a sink of somebody else throws. */
const thrown = fc
  .record({
    inner: fc.oneof(
      { weight: 4, arbitrary: oddError },
      { weight: 1, arbitrary: fc.anything().map(value => () => value) },
      {
        weight: 2,
        arbitrary: fc.constantFrom<() => unknown>(
          revoked,
          closed,
          () => Symbol('s'),
          () => undefined,
          () => null,
        ),
      },
    ),
    shape: fc.constantFrom('itself', 'itself', 'cause', 'aggregate'),
  })
  .map(({ inner, shape }) => inside(inner, shape))

/** Of any realm. */
const looksLikeError = (value: unknown): boolean => {
  try {
    return Object.prototype.toString.call(value) === '[object Error]'
  } catch {
    return false
  }
}

type Way = 'throws' | 'rejects' | 'answers with the error'

const processorOf = (isBatch: boolean, way: Way, make: () => unknown): Processor => {
  const fail = (): unknown => {
    const error = make()
    if (way === 'throws') throw error
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is what strangers do
    return way === 'rejects' ? Promise.reject(error) : Promise.resolve(error)
  }
  const filter = everything()
  if (!isBatch) return processor({ name: 'own', filter, handle: async () => fail() as Promise<undefined> })
  return batchProcessor({
    name: 'own',
    filter,
    handle: async groups =>
      way === 'answers with the error' ? groups.map(() => make() as Error) : (fail() as Promise<undefined>),
  })
}

describe('whatever a sink of somebody else throws', () => {
  it('is a retry or a parked change with a word in the log, and never fails the batch', async () => {
    const ways = fc.constantFrom<Way>('throws', 'rejects', 'answers with the error')
    await fc.assert(
      fc.asyncProperty(fc.boolean(), ways, thrown, fc.boolean(), async (isBatch, way, make, logKeys) => {
        const { logger, lines } = notedLog()
        const f = functionOf([processorOf(isBatch, way, make)], { logger, logKeys, maxAttempts: 2 })
        const records = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]
        let open: readonly number[] = []
        for (let tries = 0; tries < 3; tries += 1) open = await f.invoke(records)

        const parked = await f.parked()
        // Who returns says that it is done, unless it is an error: anything else is nobody's failure.
        if (way === 'answers with the error' && !looksLikeError(make())) return
        expect([...open, ...parked.map(({ sequenceNumber }) => Number(sequenceNumber))].sort()).toEqual([
          1, 2,
        ])
        expect(lines.length).toBeGreaterThan(0)
        for (const { message } of lines) expect(message).toBeTypeOf('string')
      }),
      { numRuns: 200 },
    )
  })

  it('takes nothing for an answer, said as null or left out', async () => {
    for (const nothing of [null, undefined]) {
      const quiet = batchProcessor({
        name: 'quiet',
        filter: everything(),
        handle: async () => Promise.resolve(nothing as undefined),
      })

      expect(await functionOf([quiet]).invoke([recordOf({ seq: 1 })])).toEqual([])
    }
  })
})

describe('what stands beside the delivery', () => {
  it('is said where the parking place gives no answer, together with the true reason', async () => {
    const clock = manualClock()
    const { logger, lines } = notedLog()
    const parking = { put: async () => new Promise<never>(() => undefined), list: () => no() }
    const bad = processorOf(false, 'throws', () => new TypeError('the true reason'))
    const f = functionOf([bad], {
      clock,
      logger,
      parking,
      maxAttempts: 1,
      deadlineAtMs: clock.now() + 10_000,
    })

    const answer = f.invoke([recordOf({ seq: 7 })])
    await reactionsDone()
    await clock.advance(9_500)

    expect(await answer).toEqual([7])
    expect(lines).toContainEqual(
      expect.objectContaining({
        message: expect.stringContaining('no answer within 9000 ms') as string,
        detail: expect.objectContaining({
          code: 'delivery.parking-failed',
          parkedFor: { code: 'TypeError', message: 'the true reason' },
        }) as object,
      }),
    )
  })

  it('changes nothing where the logger is asynchronous and fails', async () => {
    const unhandled: unknown[] = []
    const note = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', note)
    const log = (): void => Promise.reject(new Error('the log is full')) as unknown as undefined
    const logger = { info: log, warn: log, error: log }

    const bad = processorOf(false, 'throws', () => new Error('x'))
    expect(await functionOf([bad], { logger }).invoke([recordOf({ seq: 1 })])).toEqual([1])
    await reactionsDone()
    process.off('unhandledRejection', note)

    expect(unhandled).toEqual([])
  })
})
