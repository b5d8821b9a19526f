import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { defineFaults } from '../../core/errors/define-faults.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { everything } from '../../core/filter/words.ts'
import type { ClaimStore } from '../../core/ledger/claim-store.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { batchProcessor, processor } from '../../core/processor/define-processor.ts'
import { manualClock, reactionsDone } from '../support/manual-clock.ts'
import { functionOf } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'

const mailFaults = defineFaults({
  'mail.refused': {
    disposition: 'retry',
    scope: 'record',
    effect: 'none',
    message: () => 'the mailbox is full',
    remedy: 'Wait.',
  },
  'mail.impossible': {
    disposition: 'park',
    effect: 'none',
    message: () => 'there is no such address',
    remedy: 'Mend the address.',
  },
  'mail.odd': { disposition: 'park', message: () => 'what came back is no answer', remedy: 'Look.' },
})
const refused = (): Error => raise(mailFaults, 'mail.refused', {})

type Send = (seq: number, tries: number) => void | Promise<void>
type Shape = 'each' | 'batch' | 'per-key'

/** A strict processor that sends a mail for each change, and what was sent. */
const mailing = (shape: Shape = 'each', send: Send = () => undefined) => {
  const sent: number[] = []
  const one = async (sequenceNumber: string): Promise<void> => {
    const seq = Number(sequenceNumber)
    sent.push(seq)
    await send(seq, sent.filter(other => other === seq).length)
  }
  const common = { name: 'mail', filter: everything(), strict: true }
  const strict: Processor =
    shape === 'each'
      ? processor({ ...common, handle: async ({ sequenceNumber }) => one(sequenceNumber) })
      : batchProcessor({
          ...common,
          coalesce: shape === 'batch' ? 'none' : shape,
          handle: async groups =>
            Promise.all(
              groups.map(async ({ changes }) => {
                try {
                  for (const { sequenceNumber } of changes) await one(sequenceNumber)
                  return 'applied'
                } catch (error) {
                  return error as Error
                }
              }),
            ),
        })
  return { sent, processor: strict }
}

/** What outlives every invocation. */
const lasting = (store: ClaimStore = memoryClaimStore()) => ({
  ledger: memoryLedgerStore(),
  parking: memoryParkingStore(),
  claims: { store, newId: randomUUID },
})

const keys = ['a', 'b', 'c']
const three = keys.map((key, index) => recordOf({ seq: index + 1, key }))
const shapes: readonly Shape[] = ['each', 'batch', 'per-key']
const hang = async (): Promise<never> => new Promise(() => undefined)

describe('a strict processor', () => {
  it.each(shapes)(
    'L5: parks in doubt what timed out, but may have been sent, and sends nothing twice (%s)',
    async shape => {
      const mail = mailing(shape, seq => {
        if (seq === 2) throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      })
      const f = functionOf([mail.processor])

      const reported = [await f.invoke(three)]
      while ((reported.at(-1) ?? []).length > 0 && reported.length < 5) reported.push(await f.invoke(three))

      expect(reported.at(-1)).toEqual([])
      expect(mail.sent.toSorted()).toEqual([1, 2, 3])
      expect(await f.parked()).toMatchObject([
        {
          sequenceNumber: three[1]?.dynamodb?.SequenceNumber,
          reason: { code: 'delivery.in-doubt' },
          inDoubt: { why: expect.stringContaining('ECONNRESET') as unknown },
        },
      ])
    },
  )

  it.each<[string, boolean, number]>([
    ['before its effect', false, 0],
    ['after its effect, before it could say so', true, 1],
  ])('L5: parks in doubt what was claimed by a function that died %s', async (_, isSent, mails) => {
    const clock = manualClock()
    const world = { ...lasting(), clock }
    const sent: number[] = []
    const dying = mailing('each', async seq => {
      if (isSent) sent.push(seq)
      await hang()
    })
    void functionOf([dying.processor], world).invoke(three, { deadlineAtMs: clock.now() + 1_000 })
    await reactionsDone()
    const next = mailing('each', seq => void sent.push(seq))
    const f = functionOf([next.processor], world)
    const early = await f.invoke(three, { deadlineAtMs: clock.now() + 1_000 })
    await clock.advance(1_000)

    const late = await f.invoke(three, { deadlineAtMs: clock.now() + 1_000 })

    expect(early).toEqual([1, 2, 3])
    expect(late).toEqual([])
    expect(sent).toHaveLength(3 * mails)
    expect(await f.parked()).toMatchObject(three.map(() => ({ inDoubt: {} })))
  })

  it.each(shapes)('tries again what was refused for sure (%s)', async shape => {
    const mail = mailing(shape, (seq, tries) => {
      if (seq === 2 && tries < 3) throw refused()
    })
    const f = functionOf([mail.processor])

    const reported = [await f.invoke(three), await f.invoke(three), await f.invoke(three)]

    expect(reported).toEqual([[2], [2], []])
    expect(mail.sent.filter(seq => seq !== 2).toSorted()).toEqual([1, 3])
    expect(await f.parked()).toEqual([])
  })

  it('parks without doubt what is refused for good, and in doubt what only its own code says is', async () => {
    const mail = mailing('each', seq => {
      if (seq === 1) throw raise(mailFaults, 'mail.impossible', {})
      if (seq === 2) throw raise(mailFaults, 'mail.odd', {})
    })
    const f = functionOf([mail.processor])

    expect(await f.invoke(three)).toEqual([])

    expect(
      (await f.parked()).map(({ reason, inDoubt }) => [reason.code, inDoubt !== undefined]).toSorted(),
    ).toEqual([
      ['delivery.in-doubt', true],
      ['mail.impossible', false],
    ])
  })

  it.each(shapes)(
    'sends one mail each when two containers have the same batch, in any order of steps (%s)',
    async shape => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 }),
          async (s, all) => {
            const inner = memoryClaimStore()
            const world = lasting({
              write: s.scheduleFunction(inner.write),
              read: s.scheduleFunction(inner.read),
            })
            const sent: number[] = []
            const container = () =>
              functionOf(
                [
                  mailing(
                    shape,
                    s.scheduleFunction(async (seq: number) => Promise.resolve(void sent.push(seq))),
                  ).processor,
                ],
                world,
              )
            const records = all.map((key, index) => recordOf({ seq: index + 1, key }))

            const both = Promise.all([container().invoke(records), container().invoke(records)])
            await s.waitFor(both)
            const left = functionOf([mailing(shape, seq => void sent.push(seq)).processor], {
              ...world,
              claims: { store: inner, newId: randomUUID },
            })

            expect(await left.invoke(records)).toEqual([])
            expect(sent.toSorted()).toEqual(records.map((_, index) => index + 1))
            expect(await left.parked()).toEqual([])
          },
        ),
        { numRuns: 100 },
      )
    },
  )

  it('keeps the order of an item when another container has its first change', async () => {
    const world = lasting()
    const first = Promise.withResolvers<undefined>()
    const slow = mailing('each', async () => first.promise)
    const other = mailing()
    const records = [1, 2].map(seq => recordOf({ seq, key: 'a' }))
    const running = functionOf([slow.processor], world).invoke(records)
    await reactionsDone()

    const reported = await functionOf([other.processor], world).invoke(records)
    first.resolve(undefined)

    expect(reported).toEqual([1, 2])
    expect(other.sent).toEqual([])
    expect(await running).toEqual([])
    expect(slow.sent).toEqual([1, 2])
  })

  it('is in doubt, and not repeated, when that it is done could not be written and the response was lost', async () => {
    const clock = manualClock()
    const inner = memoryClaimStore()
    const world = {
      ...lasting({
        ...inner,
        write: async claim =>
          claim.text.includes('"done"') ? Promise.reject(new Error('away')) : inner.write(claim),
      }),
      clock,
    }
    const mail = mailing()
    const f = functionOf([mail.processor], world)
    const reported = [await f.invoke(three, { deadlineAtMs: clock.now() + 1_000 })]
    reported.push(await f.invoke(three, { deadlineAtMs: clock.now() + 1_000 }))
    await clock.advance(1_000)

    reported.push(await f.invoke(three, { deadlineAtMs: clock.now() + 1_000 }))

    expect(reported).toEqual([[], [1, 2, 3], []])
    expect(mail.sent).toEqual([1, 2, 3])
    expect((await f.parked()).every(({ inDoubt }) => inDoubt !== undefined)).toBe(true)
    expect(await f.parked()).toHaveLength(3)
  })

  it.each(shapes)('does nothing that it cannot claim, and all of it when it can (%s)', async shape => {
    const inner = memoryClaimStore()
    const trouble = { isAway: true }
    const world = lasting({
      ...inner,
      write: async claim => (trouble.isAway ? Promise.reject(new Error('throttled')) : inner.write(claim)),
    })
    const mail = mailing(shape)
    const f = functionOf([mail.processor], world)
    const reported: (readonly number[])[] = []
    for (let tries = 0; tries < 7; tries += 1) reported.push(await f.invoke(three))
    const sentMeanwhile = [...mail.sent]
    trouble.isAway = false

    reported.push(await f.invoke(three))

    expect(reported).toEqual([...Array.from({ length: 7 }, () => [1, 2, 3]), []])
    expect(sentMeanwhile).toEqual([])
    expect(mail.sent.toSorted()).toEqual([1, 2, 3])
    expect(await f.parked()).toEqual([])
  })

  it('gives a claim no more than a part of the time, and no other lane waits for it', async () => {
    const clock = manualClock()
    const other: number[] = []
    const healthy = processor({
      name: 'healthy',
      filter: everything(),
      handle: async ({ sequenceNumber }) => Promise.resolve(void other.push(Number(sequenceNumber))),
    })
    const mail = mailing()
    const f = functionOf([mail.processor, healthy], {
      ...lasting({ ...memoryClaimStore(), write: hang }),
      clock,
    })
    const response = f.invoke(three, { deadlineAtMs: clock.now() + 1_000 })
    for (let step = 0; step < 6; step += 1) await clock.advance(100)

    expect(await response).toEqual([1, 2, 3])
    expect(other).toEqual([1, 2, 3])
    expect(mail.sent).toEqual([])
  })

  it('knows what a handler said that came back after the deadline', async () => {
    const clock = manualClock()
    const world = { ...lasting(), clock }
    const answer = Promise.withResolvers<undefined>()
    const slow = mailing('each', async () => answer.promise)
    const response = functionOf([slow.processor], world).invoke([recordOf({ seq: 1 })], {
      deadlineAtMs: clock.now() + 1_000,
    })
    await reactionsDone()
    await clock.advance(1_000)
    const reported = await response
    answer.resolve(undefined)
    await reactionsDone()
    const next = mailing()
    const f = functionOf([next.processor], world)

    const after = await f.invoke([recordOf({ seq: 1 })], { deadlineAtMs: clock.now() + 1_000 })

    expect([reported, after]).toEqual([[1], []])
    expect(next.sent).toEqual([])
    expect(await f.parked()).toEqual([])
  })

  it('is in doubt when the deadline aborted it', async () => {
    const clock = manualClock()
    const world = { ...lasting(), clock }
    const aborted = processor({
      name: 'mail',
      filter: everything(),
      strict: true,
      handle: async (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error)
          })
        }),
    })
    const response = functionOf([aborted], world).invoke([recordOf({ seq: 1 })], {
      deadlineAtMs: clock.now() + 1_000,
    })
    await reactionsDone()
    await clock.advance(1_000)
    const reported = await response
    const next = mailing()
    const f = functionOf([next.processor], world)

    const after = await f.invoke([recordOf({ seq: 1 })], { deadlineAtMs: clock.now() + 1_000 })

    expect([reported, after]).toEqual([[1], []])
    expect(next.sent).toEqual([])
    expect(await f.parked()).toMatchObject([{ inDoubt: {} }])
  })

  it('stops at the first trouble of its sink, or an outage would bring doubt upon all', async () => {
    const mail = mailing('each', () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ETIMEDOUT' }) })
    })
    const f = functionOf([mail.processor], { concurrency: 1 })
    const records = Array.from({ length: 10 }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))

    const reported = await f.invoke(records)

    expect(reported).toHaveLength(9)
    expect(await f.parked()).toHaveLength(1)
  })

  it('is parked in doubt at the next try where it could not be parked at once', async () => {
    const clock = manualClock()
    const world = { ...lasting(), clock }
    const mail = mailing('each', () => {
      throw new Error('who knows')
    })
    const broken = { ...world.parking, put: async () => Promise.reject(new Error('away')) }
    const reported = [await functionOf([mail.processor], { ...world, parking: broken }).invoke(three)]
    const f = functionOf([mail.processor], world)

    reported.push(await f.invoke(three))

    expect(reported).toEqual([[1, 2, 3], []])
    expect(mail.sent).toEqual([1, 2, 3])
    expect(await f.parked()).toHaveLength(3)
  })

  it('does not take what it cannot read for a free claim', async () => {
    const store: ClaimStore = {
      write: async () => Promise.resolve({ isWritten: false, found: '{"v":2,"state":"free"}' }),
      read: async () => Promise.resolve(undefined),
    }
    const mail = mailing()
    const f = functionOf([mail.processor], lasting(store))

    expect(await f.invoke(three)).toEqual([])

    expect(mail.sent).toEqual([])
    expect(await f.parked()).toHaveLength(3)
  })

  it('has claims of its own for each stage, function, stream and processor', async () => {
    const world = lasting()
    const other = { ...three[0], eventSourceARN: `${three[0]?.eventSourceARN}1` } as (typeof three)[0]
    const mails = Array.from({ length: 4 }, () => mailing())
    const [one, two, three_, four] = mails.map(({ processor: each }) => each)
    const run = async (each: Processor | undefined, record = three[0], changes = {}) =>
      functionOf(each ? [each] : [], { ...world, ledger: memoryLedgerStore(), ...changes }).invoke(
        record ? [record] : [],
      )

    await run(one)
    await run(two, three[0], { stage: 'other' })
    await run(three_, three[0], { functionName: 'other' })
    await run(four, other)

    expect(mails.map(({ sent }) => sent)).toEqual([[1], [1], [1], [1]])
  })
})

describe('what is not strict', () => {
  it('claims nothing', async () => {
    let asked = 0
    const store: ClaimStore = {
      write: async () => Promise.reject(new Error(`asked ${(asked += 1)}`)),
      read: async () => Promise.reject(new Error(`asked ${(asked += 1)}`)),
    }
    const plain = processor({ name: 'plain', filter: everything(), handle: async () => Promise.resolve() })

    expect(await functionOf([plain], lasting(store)).invoke(three)).toEqual([])

    expect(asked).toBe(0)
  })
})

describe('strict is refused', () => {
  it('where a state is kept, which a repeat does not harm', () => {
    const common = { name: 'index', filter: everything(), sink: 'state', strict: true } as const

    expect(() => processor({ ...common, handle: async () => Promise.resolve() })).toThrow(
      expect.objectContaining({ code: 'registry.strict-state' }),
    )
    expect(() =>
      batchProcessor({ ...common, coalesce: 'last-image', handle: async () => Promise.resolve() }),
    ).toThrow(expect.objectContaining({ code: 'registry.strict-state' }))
  })
})
