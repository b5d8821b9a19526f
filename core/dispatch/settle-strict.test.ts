import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import type { Recording } from '../../test/support/pipeline.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf, seqOf } from '../../test/support/records.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { everything } from '../filter/words.ts'
import type { ClaimStore } from '../ledger/claim-store.ts'
import { claimTextOf } from '../ledger/effect-claim.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { DispatchReport } from './report.ts'
import { isWithoutEffect } from './settle-strict.ts'

const faults = defineFaults({
  'mail.refused': { disposition: 'retry', effect: 'none', message: () => 'no', remedy: 'Wait.' },
  'mail.stopped': { disposition: 'stop', message: () => 'nothing goes on', remedy: 'Look.' },
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

const two = [recordOf({ seq: 1 }), recordOf({ seq: 2 })]
const strictly = (
  behave: (seq: number, tries: number) => void | Promise<void> = () => undefined,
): Recording => {
  const { seen, processor } = recording('mail', behave)
  return { seen, processor: { ...processor, strict: true } }
}

/** A store of claims, and what came to stand in it, by the number of the record. */
const noted = (inner: ClaimStore = memoryClaimStore()) => {
  const states: string[] = []
  const store: ClaimStore = {
    ...inner,
    write: async (claim, signal) => {
      const { state } = JSON.parse(claim.text) as { readonly state: string }
      const seq = [1, 2].find(each => claim.place.includes(seqOf(each)))
      const written = await inner.write(claim, signal)
      if (written.isWritten) states.push(`${seq} ${state}`)
      return written
    },
  }
  return { store, states }
}

describe('a strict try that fails after its claim', () => {
  it('gives the claim back where there is no effect, and is tried again as any other', async () => {
    const { store, states } = noted()
    const mail = strictly((seq, tries) => {
      if (seq === 1 && tries < 3) throw refused
    })
    const f = functionOf([mail.processor], { claims: { store, newId: randomUUID } })

    expect([await f.invoke(two), await f.invoke(two), await f.invoke(two)]).toEqual([[1, 2], [1, 2], []])
    expect(mail.seen).toEqual([1, 1, 1, 2])
    expect(states).toEqual([
      ...['1 claimed', '1 released', '1 claimed', '1 released', '1 claimed', '1 done'],
      ...['2 claimed', '2 done'],
    ])
    expect(await f.parked()).toEqual([])
  })

  it('is parked without a doubt once its attempts are used up, where there is no effect', async () => {
    const mail = strictly(seq => {
      if (seq === 1) throw refused
    })
    const f = functionOf([mail.processor], { maxAttempts: 2 })

    expect([await f.invoke(two), await f.invoke(two)]).toEqual([[1, 2], []])
    expect(mail.seen).toEqual([1, 1, 2])
    const parked = await f.parked()
    expect(parked).toMatchObject([{ attempts: 2, reason: { code: 'mail.refused' } }])
    expect(parked[0]).not.toHaveProperty('inDoubt')
  })

  it.each<[string, Error]>([
    ['nobody declared it', new Error('no answer', { cause: new Error('reset') })],
    ['its fault does not say', raise(faults, 'mail.lost', {})],
    [
      'it stops the batch but by its looks',
      Object.assign(new Error('no answer'), { disposition: 'stop', effect: 'none' }),
    ],
  ])('is parked in doubt otherwise, since when and why: %s', async (_, error) => {
    const clock = simulatedClock()
    const { store, states } = noted()
    const claimedAtMs = clock.now() + 25
    const mail = strictly(async seq => {
      await clock.wait(25)
      if (seq === 2) throw error
    })
    const f = functionOf([mail.processor], { clock, claims: { store, newId: randomUUID } })

    expect(await clock.until(f.invoke(two, { deadlineAtMs: clock.now() + 1_000 }))).toEqual([])
    expect(await f.parked()).toMatchObject([
      {
        sequenceNumber: seqOf(2),
        reason: { code: 'delivery.in-doubt' },
        inDoubt: {
          claimedAt: new Date(claimedAtMs).toISOString(),
          why: expect.stringContaining('no answer') as string,
        },
      },
    ])
    expect(states).toEqual(['1 claimed', '1 done', '2 claimed', '2 doubted'])
  })

  it('and stops the batch is parked by no one, and in doubt for whoever tries it next', async () => {
    const { store, states } = noted()
    const claims = { store, newId: randomUUID }
    const stopping = strictly(() => {
      throw raise(faults, 'mail.stopped', {})
    })
    const mail = strictly()
    const [first, second] = [
      functionOf([stopping.processor], { claims }),
      functionOf([mail.processor], { claims }),
    ]

    await expect(first.invoke(two)).rejects.toMatchObject({ code: 'mail.stopped' })
    expect(await first.parked()).toEqual([])
    expect(states).toEqual(['1 claimed', '1 doubted'])

    expect(await second.invoke(two)).toEqual([])
    expect([stopping.seen, mail.seen]).toEqual([[1], [2]])
    expect(await second.parked()).toMatchObject([
      { sequenceNumber: seqOf(1), inDoubt: { why: 'it ended with mail.stopped' } },
    ])
  })

  it('is not parked either where the batch has failed for another meanwhile', async () => {
    const { store, states } = noted()
    const release = new AbortController()
    const mail = strictly(async seq => {
      await new Promise(resolve => {
        release.signal.addEventListener('abort', resolve)
      })
      throw seq === 1 ? raise(faults, 'mail.stopped', {}) : new Error('no answer')
    })
    const f = functionOf([mail.processor], { claims: { store, newId: randomUUID } })

    const response = f.invoke([recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })])
    await reactionsDone()
    release.abort()

    await expect(response).rejects.toMatchObject({ code: 'mail.stopped' })
    await reactionsDone()
    expect(states.toSorted()).toEqual(['1 claimed', '1 doubted', '2 claimed', '2 doubted'])
    expect(await f.parked()).toEqual([])
  })
})

describe('what stands where an effect is claimed', () => {
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
  it('keeps no other of its call claimed where that shows only after the deadline', async () => {
    const clock = simulatedClock()
    const inner = memoryClaimStore()
    const { store, states } = noted({
      ...inner,
      write: async (claim, signal) => {
        const isSecond = claim.place.includes(seqOf(2))
        if (isSecond) {
          await clock.wait(500)
          throw new Error('throttled')
        }
        return inner.write(claim, signal)
      },
    })
    const calls: unknown[] = []
    const mail = batchProcessor({
      name: 'mail',
      filter: everything(),
      strict: true,
      handle: async groups => Promise.resolve(void calls.push(groups)),
    })
    const f = functionOf([mail], { clock, claims: { store, newId: randomUUID } })
    const time = { deadlineAtMs: clock.now() + 10_000, reserveMs: 9_900 }

    expect(
      await clock.until(f.invoke([recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })], time)),
    ).toEqual([1, 2])
    await clock.pass(5_000)

    expect(calls).toEqual([])
    expect(states.filter(state => state.startsWith('1'))).toEqual(['1 claimed', '1 released'])
  })

  it('is said, and its change waits for the next try', async () => {
    const { logger, lines } = notedLog()
    const mail = strictly()
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
    const mail = strictly()
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
