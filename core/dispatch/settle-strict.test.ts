import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import type { Recording } from '../../test/support/pipeline.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import type { ClaimStore } from '../ledger/claim-store.ts'
import { claimTextOf } from '../ledger/effect-claim.ts'
import type { DispatchReport } from './report.ts'
import { isWithoutEffect } from './settle-strict.ts'

const faults = defineFaults({
  'mail.refused': { disposition: 'retry', effect: 'none', message: () => 'no', remedy: 'Wait.' },
  'mail.lost': { disposition: 'retry', message: () => 'no answer', remedy: 'Look.' },
})
const refused = raise(faults, 'mail.refused', {})

describe('an error', () => {
  it.each<[string, Error, boolean]>([
    ['says that there is no effect where its fault declares so', refused, true],
    ['says nothing where its fault does not', raise(faults, 'mail.lost', {}), false],
    ['says nothing where nobody declared it', new Error('no'), false],
    [
      'says nothing where nobody declared it, whatever it has',
      Object.assign(new Error('no'), { effect: 'none' }),
      false,
    ],
    ['says nothing for what led to it', raise(faults, 'mail.lost', {}, { cause: refused }), false],
  ])('%s', (_, error, isWithout) => {
    expect(isWithoutEffect(error)).toBe(isWithout)
  })
})

describe('a strict effect in doubt', () => {
  it.each<[string, Error, readonly number[]]>([
    [
      'stops the others where the network failed',
      Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      [1],
    ],
    [
      'stops the others where the sink says that it is away',
      raise(sinkFaults, 'sink.unavailable', { sink: 's', reason: 'away' }),
      [1],
    ],
    ['stops nobody else where nothing says whose fault it is', new Error('odd'), [1, 2]],
  ])('%s', async (_, error, seen) => {
    const mail = recording('mail', () => {
      throw error
    })
    const f = functionOf([{ ...mail.processor, strict: true }], { concurrency: 1 })

    await f.invoke([recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })])

    expect(mail.seen).toEqual(seen)
  })
})

describe('what stands where an effect is claimed', () => {
  const two = [recordOf({ seq: 1 }), recordOf({ seq: 2 })]
  const strictly = (behave: () => void = () => undefined): Recording => {
    const { seen, processor } = recording('mail', behave)
    return { seen, processor: { ...processor, strict: true } }
  }

  it('parks what an invocation left in doubt that no ledger remembers, and its item goes on', async () => {
    const claims = { store: memoryClaimStore(), newId: randomUUID }
    const lost = { ...memoryParkingStore(), put: async () => Promise.reject(new Error('bucket gone')) }
    const odd = strictly(() => {
      throw new Error('odd')
    })
    const mail = strictly()
    const f = functionOf([mail.processor], { claims })

    expect(await functionOf([odd.processor], { claims, parking: lost }).invoke(two)).toEqual([1, 2])
    expect(await f.invoke(two)).toEqual([])

    expect(mail.seen).toEqual([2])
    expect(await f.parked()).toMatchObject([
      { reason: { code: 'delivery.in-doubt' }, inDoubt: { why: 'it ended with Error' } },
    ])
  })

  it('holds its item up while it is in the hands of another, and says how long that may last', async () => {
    const clock = manualClock()
    const reports: DispatchReport[] = []
    const store = memoryClaimStore()
    const claims = { store, newId: randomUUID }
    const hangs = recording('mail', async () => new Promise<never>(() => undefined))
    const mail = strictly()
    const time = { clock, claims, deadlineAtMs: clock.now() + 5_000 }

    void functionOf([{ ...hangs.processor, strict: true }], time).invoke(two)
    await reactionsDone()
    const f = functionOf([mail.processor], { ...time, observe: each => void reports.push(each) })
    await clock.advance(1_000)

    expect(await f.invoke(two)).toEqual([1, 2])
    expect(mail.seen).toEqual([])
    expect(reports.flatMap(({ records }) => records.flatMap(({ outcomes }) => outcomes))).toMatchObject([
      {
        outcome: 'retry',
        attempt: 0,
        error: { code: 'delivery.claimed-elsewhere', message: expect.stringContaining('4') as string },
      },
      { outcome: 'retry', attempt: 0 },
    ])
  })

  it('may be over by the time that it was found', async () => {
    const clock = simulatedClock()
    const reports: DispatchReport[] = []
    const inner = memoryClaimStore()
    const theirs = claimTextOf({ state: 'claimed', id: 'theirs', atMs: 0, untilMs: clock.now() + 10 })
    const store: ClaimStore = {
      ...inner,
      write: async ({ place, ...claim }, signal) => {
        await inner.write({ ...claim, place, expected: undefined, text: theirs }, signal)
        await clock.wait(50)
        return inner.write({ ...claim, place }, signal)
      },
    }
    const mail = strictly()
    const f = functionOf([mail.processor], {
      clock,
      claims: { store, newId: () => 'mine' },
      observe: each => void reports.push(each),
    })

    expect(
      await clock.until(f.invoke([recordOf({ seq: 1 })], { deadlineAtMs: clock.now() + 1_000 })),
    ).toEqual([1])
    expect(reports[0]?.records[0]?.outcomes[0]?.error).toMatchObject({
      code: 'delivery.claimed-elsewhere',
      message: expect.stringContaining(' 0 ') as string,
    })
  })

  it('is given back, and nothing begun, when the time is up before the claim is there', async () => {
    const clock = simulatedClock()
    const store = memoryClaimStore()
    const texts: string[] = []
    const slow: ClaimStore = {
      ...store,
      write: async (claim, signal) => {
        if (texts.length === 0) await clock.wait(200)
        texts.push(claim.text)
        return store.write(claim, signal)
      },
    }
    const mail = strictly()
    const f = functionOf([mail.processor], { clock, claims: { store: slow, newId: () => 'mine' } })
    const time = { deadlineAtMs: clock.now() + 1_000, reserveMs: 900 }

    expect(await clock.until(f.invoke(two, time))).toEqual([1, 2])
    await clock.pass(1_000)

    expect(mail.seen).toEqual([])
    expect(texts.map(text => (JSON.parse(text) as { readonly state: string }).state)).toEqual([
      'claimed',
      'released',
    ])
  })
})

describe('a claim that cannot be written', () => {
  const strictMail = (): Recording => {
    const { seen, processor } = recording('mail')
    return { seen, processor: { ...processor, strict: true } }
  }

  it('is said, and its change waits for the next try', async () => {
    const { logger, lines } = notedLog()
    const mail = strictMail()
    const store = { ...memoryClaimStore(), write: async () => Promise.reject(new Error('throttled')) }
    const f = functionOf([mail.processor], { logger, claims: { store, newId: randomUUID } })

    const reported = await f.invoke([recordOf({ seq: 1 })])

    expect(reported).toEqual([1])
    expect(mail.seen).toEqual([])
    expect(lines.map(({ detail }) => detail['code'])).toEqual(['delivery.claim-unwritable'])
  })

  it('is not said once more after the deadline, which has spoken for it', async () => {
    const clock = manualClock()
    const { logger, lines } = notedLog()
    const mail = strictMail()
    const store = { ...memoryClaimStore(), write: async () => new Promise<never>(() => undefined) }
    const f = functionOf([mail.processor], {
      clock,
      logger,
      claims: { store, newId: randomUUID },
      deadlineAtMs: clock.now() + 100,
    })

    const response = f.invoke([recordOf({ seq: 1 })])
    await reactionsDone()
    await clock.advance(1_000)

    expect(await response).toEqual([1])
    expect(lines.map(({ detail }) => detail['code'])).not.toContain('delivery.claim-unwritable')
  })
})
