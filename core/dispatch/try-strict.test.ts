import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import type { Recording } from '../../test/support/pipeline.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf, seqOf } from '../../test/support/records.ts'
import type { Processor } from '../processor/processor.ts'

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
})
