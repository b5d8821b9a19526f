import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { outcomesOf } from '../../test/support/outcomes.ts'
import type { Recording } from '../../test/support/pipeline.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { busy } from '../../test/support/pressed-sink.ts'
import { recordOf, seqOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import type { StandardSchema } from '../entity/standard-schema.ts'
import { when } from '../filter/words.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { ClaimStore } from '../ledger/claim-store.ts'
import type { Processor } from '../processor/processor.ts'
import type { DispatchReport } from './report.ts'

const faults = defineFaults({
  'mail.refused': { disposition: 'retry', effect: 'none', message: () => 'no', remedy: 'Wait.' },
})
const strict = ({ processor }: Recording): Processor => ({ ...processor, strict: true })
const two = [recordOf({ seq: 1 }), recordOf({ seq: 2 })]

describe('a strict try', () => {
  it('that fails before its claim is a failure as any other: parked in the end, and its item goes on', async () => {
    const clock = manualClock()
    const { logger, lines } = notedLog()
    const mail = recording('mail')
    const f = functionOf([strict(mail)], {
      clock,
      logger,
      deadlineAtMs: clock.now() + 1_000,
      maxAttempts: 2,
      faults: ({ sequenceNumber }) => (sequenceNumber === seqOf(1) ? 'before' : undefined),
    })

    expect([await f.invoke(two), await f.invoke(two)]).toEqual([[1, 2], []])
    expect(mail.seen).toEqual([2])
    expect(await f.parked()).toMatchObject([{ attempts: 2, reason: { code: 'delivery.injected' } }])
    expect(lines.map(({ detail }) => detail['code'])).toEqual(['delivery.injected', 'delivery.injected'])
  })

  it('that was made is not made again where no ledger remembers it: its claim does', async () => {
    const claims = { store: memoryClaimStore(), newId: () => 'mine' }
    const [mail, again] = [recording('mail'), recording('mail')]

    const first = await functionOf([strict(mail)], { claims }).invoke(two)
    const second = await functionOf([strict(again)], { claims }).invoke(two)

    expect([first, second]).toEqual([[], []])
    expect([mail.seen, again.seen]).toEqual([[1, 2], []])
  })

  it('in doubt stays in doubt, and no cut-off one, when the deadline comes while it is parked', async () => {
    const clock = manualClock()
    const { logger, lines } = notedLog()
    const mail = recording('mail', () => {
      throw new Error('no answer')
    })
    const parking = { ...memoryParkingStore(), put: async () => new Promise<never>(() => undefined) }
    const f = functionOf([strict(mail)], { clock, logger, parking, deadlineAtMs: clock.now() + 1_000 })

    const response = f.invoke(two)
    await reactionsDone()
    await clock.advance(1_000)

    expect(await response).toEqual([1, 2])
    expect(mail.seen).toEqual([1])
    expect(lines.map(({ detail }) => [detail['code'], detail['attempt']])).toEqual([['delivery.in-doubt', 0]])
  })

  it('that a fault was ordered for after its effect is in doubt', async () => {
    const mail = recording('mail')
    const f = functionOf([strict(mail)], {
      faults: ({ sequenceNumber }) => (sequenceNumber === seqOf(1) ? 'after' : undefined),
    })

    expect(await f.invoke(two)).toEqual([])
    expect(mail.seen).toEqual([1, 2])
    expect(await f.parked()).toMatchObject([
      { sequenceNumber: seqOf(1), reason: { code: 'delivery.in-doubt' } },
    ])
  })

  it.each<[string, () => Promise<unknown>, string]>([
    ['went well is known to be there', async () => Promise.resolve(), 'done'],
    ['failed is in doubt', async () => Promise.reject(new Error('no')), 'doubted'],
    ['had no effect is free', async () => Promise.reject(busy(1)), 'released'],
  ])('that comes back after the deadline and %s, and counts as cut off', async (_, end, expected) => {
    const clock = simulatedClock()
    const inner = memoryClaimStore()
    const states: unknown[] = []
    const store: ClaimStore = {
      ...inner,
      write: async (claim, signal) => {
        states.push((JSON.parse(claim.text) as { readonly state: unknown }).state)
        return inner.write(claim, signal)
      },
    }
    const mail = recording('mail', async () => {
      await clock.wait(1_500)
      await end()
    })
    const f = functionOf([strict(mail)], { clock, claims: { store, newId: () => 'mine' } })

    expect(await clock.until(f.invoke(two, { deadlineAtMs: clock.now() + 1_000 }))).toEqual([1, 2])
    expect(states).toEqual(['claimed'])
    await clock.pass(1_000)

    expect(states).toEqual(['claimed', expected])
    expect(mail.seen).toEqual([1])
    expect(await f.parked()).toEqual([])
  })

  it.each([
    ['is made', true],
    ['fails', false],
  ])('whose change %s after the deadline claims nothing', async (_, isMade) => {
    const clock = simulatedClock()
    const { logger, lines } = notedLog()
    const writes: unknown[] = []
    const inner = memoryClaimStore()
    const store: ClaimStore = {
      ...inner,
      write: async (claim, signal) => {
        writes.push(claim)
        return inner.write(claim, signal)
      },
    }
    const schema: StandardSchema<object> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: async value => {
          await clock.wait(1_500)
          if (!isMade) throw new Error('odd')
          return { value: value as object }
        },
      },
    }
    const mail = recording('mail')
    const filter = when(entity('Thing', { match: { type: 'THING' }, schema }))
    const f = functionOf([{ ...strict(mail), filter }], {
      clock,
      logger,
      claims: { store, newId: () => 'mine' },
    })

    expect(await clock.until(f.invoke(two, { deadlineAtMs: clock.now() + 1_000 }))).toEqual([1, 2])
    await clock.pass(1_000)

    expect([writes, mail.seen]).toEqual([[], []])
    expect(lines.map(({ detail }) => detail['code'])).toEqual(['delivery.deadline'])
  })

  it('was one, and counts, where the deadline cuts it off', async () => {
    const clock = simulatedClock()
    const reports: DispatchReport[] = []
    const mail = recording('mail', async () => new Promise(() => undefined))
    const f = functionOf([strict(mail)], { clock, observe: report => void reports.push(report) })

    expect(await clock.until(f.invoke(two, { deadlineAtMs: clock.now() + 1_000 }))).toEqual([1, 2])

    expect(reports.flatMap(({ records }) => records.flatMap(({ outcomes }) => outcomes))).toMatchObject([
      { outcome: 'retry', ran: true, attempt: 1, error: { code: 'delivery.deadline' } },
      { outcome: 'retry', ran: false, attempt: 0 },
    ])
  })

  it('that goes well shows that the sink worked when another failed', async () => {
    const reports: DispatchReport[] = []
    const mail = recording('mail', seq => {
      if (seq === 1) throw raise(faults, 'mail.refused', {})
    })
    const f = functionOf([strict(mail)], {
      blameAfterMs: 1_000_000,
      concurrency: 1,
      observe: report => void reports.push(report),
    })

    expect(await f.invoke([recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })])).toEqual([1])

    expect(
      reports.flatMap(({ records }) =>
        records.flatMap(({ outcomes }) => outcomes.map(({ attempt }) => attempt)),
      ),
    ).toEqual([1, 0])
  })

  it('that is unchanged is told so', async () => {
    const mail = recording('mail')
    const unchanged: Processor = {
      ...strict(mail),
      run: { mode: 'each', handle: async () => Promise.resolve('unchanged' as const) },
    }

    expect(await outcomesOf(functionOf([unchanged]), two)).toEqual(['unchanged', 'unchanged'])
  })
})
