import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf, seqOf } from '../../test/support/records.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import type { ClaimStore } from '../ledger/claim-store.ts'
import { claimTextOf } from '../ledger/effect-claim.ts'
import type { Processor } from '../processor/processor.ts'
import { viewOf } from '../record/view-of.ts'
import { BatchRecord } from './batch-record.ts'
import type { ClaimOptions } from './claim-options.ts'
import { Delivery } from './delivery.ts'
import { newEffectClaims } from './effect-claims.ts'
import type { DispatchOptions } from './options.ts'

type ClaimWrite = Parameters<ClaimStore['write']>[0]

describe('of the time that is left', () => {
  it('a claim gets a quarter, and so does taking it back', async () => {
    const clock = simulatedClock(1_767_225_600_000)
    const startMs = clock.now()
    const writes: number[] = []
    const store: ClaimStore = {
      ...memoryClaimStore(),
      write: async () => {
        writes.push(clock.now() - startMs)
        return new Promise<never>(() => undefined)
      },
    }
    const strict: Processor = { ...recording('strict').processor, strict: true }
    const f = functionOf([strict], { clock, claims: { store, newId: () => 'mine' } })

    await clock.until(f.invoke([recordOf({ seq: 1 })], { deadlineAtMs: clock.now() + 30_000 }))

    expect(writes).toEqual([0, 7_500])
    expect(clock.now() - startMs).toBe(7_500 + 22_500 / 4)
  })
})

describe('the claims of a run', () => {
  const now = 1_767_225_600_000
  const deliveryOf = (seq: number): Delivery => {
    const { processor } = recording('mail')
    const record = new BatchRecord(0, viewOf(recordOf({ seq })), undefined)
    return new Delivery(processor, record, 'MODIFY', undefined, undefined)
  }
  /** Claims of a run whose store notes what it is told. */
  const world = (more: Partial<ClaimOptions> = {}, wrap = (store: ClaimStore): ClaimStore => store) => {
    const clock = simulatedClock(now)
    const { logger, lines } = notedLog()
    const inner = memoryClaimStore()
    const writes: ClaimWrite[] = []
    const store = wrap({
      ...inner,
      write: async (claim, signal) => {
        writes.push(claim)
        return inner.write(claim, signal)
      },
    })
    const options: Partial<DispatchOptions> = {
      clock,
      logger,
      stage: 'live',
      functionName: 'shop',
      deadlineAtMs: now + 1_000,
      ledgerLifeMs: 5_000,
      claims: { store, newId: () => 'mine', ...more },
    }
    return { claims: newEffectClaims(options as DispatchOptions), clock, writes, lines, inner }
  }
  const claimed = { v: 1, state: 'claimed', id: 'mine', atMs: now, untilMs: now + 1_000 }

  it('are taken until the deadline, and kept for as long as the ledger is', async () => {
    const { claims, writes } = world()
    const delivery = deliveryOf(7)

    expect(claims.claimedAtMs(delivery)).toBeUndefined()
    expect(await claims.take(delivery)).toBeUndefined()
    expect(claims.claimedAtMs(delivery)).toBe(now)
    expect(claims.claimedAtMs(deliveryOf(7))).toBeUndefined()
    expect(writes.map(({ text }) => JSON.parse(text) as unknown)).toEqual([claimed])
    expect(writes).toMatchObject([{ expected: undefined, expiresAtMs: now + 5_000 }])
    expect(writes[0]?.place).toMatch(/^strict\/live\/shop\/.*\/mail\/0{39}7\//)
  })

  it('are those of another function, and kept for longer, where that is told', async () => {
    const { claims, writes } = world({ functionName: 'another', lifeMs: 9_000 })
    await claims.take(deliveryOf(7))

    expect(writes).toMatchObject([{ expiresAtMs: now + 9_000 }])
    expect(writes[0]?.place).toMatch(/^strict\/live\/another\//)
  })

  it.each<['released' | 'done' | 'doubted', Error | undefined, string | undefined]>([
    ['done', undefined, undefined],
    [
      'released',
      raise(sinkFaults, 'sink.throttled', { sink: 's', retryAfterMs: 1 }),
      'it ended with sink.throttled',
    ],
    ['doubted', new TypeError('no answer'), 'it ended with TypeError'],
  ])('end as %s, and say why where an error is the reason', async (state, error, why) => {
    const { claims, writes, lines } = world()
    const delivery = deliveryOf(7)
    await claims.take(delivery)
    await claims.end(delivery, state, error)
    // Said once.
    await claims.end(delivery, 'doubted')

    expect(writes.slice(1).map(({ text }) => JSON.parse(text) as unknown)).toEqual([
      { ...claimed, state, ...(why !== undefined && { why }) },
    ])
    expect(claims.claimedAtMs(delivery)).toBeUndefined()
    expect(lines).toEqual([])
  })

  it('that are another’s say how far that is, and are nobody’s to end', async () => {
    const { claims, writes, inner, lines } = world()
    const [first, second] = [world().claims, deliveryOf(7)]
    expect(await first.take(second)).toBeUndefined()
    await claims.take(second)
    const place = writes[0]?.place ?? ''
    const theirs = claimTextOf({ state: 'done', id: 'theirs', atMs: 1, untilMs: 2 })
    await inner.write({ place, expected: writes[0]?.text, text: theirs, expiresAtMs: 9 })
    const another = deliveryOf(7)

    expect(await claims.take(another)).toEqual({ type: 'done' })
    expect(claims.claimedAtMs(another)).toBeUndefined()
    await claims.end(another, 'released')
    expect(await inner.read(place)).toBe(theirs)
    expect(lines).toEqual([])
  })

  it('cannot be taken without a store for them', async () => {
    const options: Partial<DispatchOptions> = {
      clock: simulatedClock(now),
      stage: 'live',
      deadlineAtMs: now + 1_000,
    }
    const claims = newEffectClaims(options as DispatchOptions)

    await expect(claims.take(deliveryOf(7))).rejects.toMatchObject({ code: 'delivery.claim-unwritable' })
    await claims.end(deliveryOf(7), 'done')
  })

  it('that cannot be ended stay, and that is said, with how it ended', async () => {
    let isGone = false
    const { claims, lines, inner, writes } = world({}, store => ({
      ...store,
      write: async (claim, signal) =>
        isGone ? Promise.reject(new Error('gone')) : store.write(claim, signal),
    }))
    const delivery = deliveryOf(7)
    await claims.take(delivery)
    isGone = true
    await claims.end(delivery, 'done')

    expect(lines).toMatchObject([
      {
        level: 'error',
        detail: {
          code: 'delivery.claim-unfinished',
          processor: 'mail',
          sequenceNumber: seqOf(7),
          error: { message: expect.stringContaining('gone') as string, causes: [{ message: 'gone' }] },
        },
      },
    ])
    expect(JSON.parse((await inner.read(writes[0]?.place ?? '')) ?? '')).toEqual(claimed)
  })

  it('get a tenth of a second even where nothing is left', async () => {
    const { claims, clock } = world({}, store => ({
      ...store,
      write: async () => new Promise<never>(() => undefined),
    }))
    await clock.pass(2_000)

    await expect(clock.until(claims.take(deliveryOf(7)))).rejects.toMatchObject({
      code: 'delivery.claim-unwritable',
    })
    // Once to claim, and once to take it back.
    expect(clock.now() - now).toBe(2_200)
  })
})
