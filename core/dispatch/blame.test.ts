import { describe, expect, it } from 'vitest'
import { manualClock } from '../../test/support/manual-clock.ts'
import { recordOf } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import type { LedgerEntry, Witness } from '../ledger/ledger-entry.ts'
import { processor } from '../processor/define-processor.ts'
import { viewOf } from '../record/view-of.ts'
import { BatchRecord } from './batch-record.ts'
import { failedAt, judge, judgeAgain } from './blame.ts'
import { Delivery } from './delivery.ts'
import type { DispatchRun } from './dispatch-run.ts'
import { ProcessorTally } from './processor-tally.ts'

const handled = processor({ name: 'all', filter: everything(), handle: async () => Promise.resolve() })

/** A delivery of an item, and what the ledger knows of its earlier tries. */
const deliveryOf = (key: string, known: Partial<LedgerEntry> = {}): Delivery => {
  const view = viewOf(recordOf({ seq: 1, key }))
  const delivery = new Delivery(handled, new BatchRecord(0, view, undefined), 'MODIFY', undefined, undefined)
  delivery.resume({ done: undefined, attempts: 0, retryAlone: false, ...known })
  return delivery
}

/** A run that began so long ago, in which so many were applied, with these items. */
const runOf = (sinceStartMs: number, applied: number, items: readonly Delivery[]): DispatchRun => {
  const clock = manualClock(1_000_000)
  const tally = new ProcessorTally(items)
  for (let count = 0; count < applied; count += 1) tally.noteApplied()
  const shared: Partial<DispatchRun> = {
    startedAtMs: clock.now() - sinceStartMs,
    tallies: new Map([['all', tally]]),
  }
  return { ...shared, options: { clock, blameAfterMs: 300, maxAttempts: 5 } } as unknown as DispatchRun
}

describe('what others show that were applied in the same run', () => {
  it.each<[string, number | undefined, number, number, Witness]>([
    ['nobody, right at the start', 0, 0, 0, 0],
    ['nobody, later', 0, 0, 500, 0],
    ['somebody before it failed, a moment after the start', 1, 1, 10, 2],
    ['somebody before it failed, longer after the start', 1, 1, 11, 1],
    ['somebody after it failed', 0, 1, 11, 2],
    ['some before and some after it failed', 2, 3, 500, 2],
    ['somebody, and it failed just now', undefined, 1, 11, 1],
    ['nobody, and it failed just now', undefined, 0, 0, 0],
  ])('%s', (_, appliedBefore, applied, sinceStartMs, witness) => {
    const failed = deliveryOf('a')

    const evidence = judge([failed], 'unknown', runOf(sinceStartMs, applied, [failed]), appliedBefore)

    expect(evidence.witness).toBe(witness)
    expect(evidence.isAttempt).toBe(witness > 0)
  })
})

describe('an error that does not say whose fault it is', () => {
  it.each<[string, Witness, boolean, boolean]>([
    ['is no attempt where nobody ever saw the sink work', 0, true, false],
    ['is one where the sink worked before and no other item fails', 1, true, true],
    ['is none where the sink worked before and others may fail too', 1, false, false],
    ['is one where the sink worked after it failed before', 2, false, true],
  ])('%s', (_, witness, isAlone, isAttempt) => {
    const failed = deliveryOf('a', { witness })
    const items = isAlone ? [failed] : [failed, deliveryOf('b')]

    expect(judge([failed], 'unknown', runOf(500, 0, items), undefined).isAttempt).toBe(isAttempt)
  })

  it.each<[string, readonly (number | undefined)[], number, boolean]>([
    ['for the first time', [undefined], 1_000_000, false],
    ['not long enough', [999_701], 999_701, false],
    ['long enough', [999_700], 999_700, true],
    ['one of those that share its fate long enough, first', [999_700, undefined, 999_900], 999_700, true],
    ['one of those that share its fate long enough, last', [999_900, undefined, 999_700], 999_700, true],
    ['none of those that share its fate long enough', [999_900, undefined, 999_800], 999_800, false],
  ])('is an attempt once it has lasted: %s', (_, times, firstFailedAtMs, isAttempt) => {
    const group = times.map(time => deliveryOf('a', time === undefined ? {} : { firstFailedAtMs: time }))

    expect(judge(group, 'unknown', runOf(500, 0, group), undefined)).toMatchObject({
      firstFailedAtMs,
      isAttempt,
    })
  })

  it('is an attempt at once, and no time counts, when it says that it is the record', () => {
    const failed = deliveryOf('a', { firstFailedAtMs: 999_999 })

    expect(judge([failed], 'record', runOf(500, 0, [failed, deliveryOf('b')]), undefined)).toMatchObject({
      firstFailedAtMs: undefined,
      isAttempt: true,
    })
  })
})

describe('a failure that blames nobody', () => {
  it.each<[Partial<LedgerEntry>, Witness, number]>([
    [{}, 0, 50],
    [{ witness: 1 }, 1, 50],
    [{ witness: 2, firstFailedAtMs: 40 }, 2, 40],
    [{ firstFailedAtMs: 60 }, 0, 50],
  ])('keeps what is known, and from when on time counts: %j', (known, witness, firstFailedAtMs) => {
    expect(failedAt(deliveryOf('a', known), 50)).toEqual({
      witness,
      firstFailedAtMs,
      appliedBefore: undefined,
      isAttempt: false,
    })
  })

  it.each([
    [299_999, false],
    [300_000, true],
  ])('is an attempt, where nobody says from when on, after five minutes: %i ms', (lastsMs, isAttempt) => {
    const failed = deliveryOf('a', { firstFailedAtMs: 1_000_000 - lastsMs })
    const { options, ...run } = runOf(500, 0, [failed, deliveryOf('b')])
    const { clock, maxAttempts } = options
    const unsaid = { ...run, options: { clock, maxAttempts } } as unknown as DispatchRun

    expect(judge([failed], 'unknown', unsaid, undefined).isAttempt).toBe(isAttempt)
  })
})

describe('when the run is through', () => {
  /** A delivery whose try failed after so many were applied, and blamed nobody. */
  const failedAfter = (appliedBefore: number | undefined): Delivery => {
    const failed = deliveryOf('a')
    failed.failWith(new Error('no'), 0, { witness: 1, firstFailedAtMs: 7, appliedBefore, isAttempt: false })
    return failed
  }

  it.each<[string, number | undefined, number, number, Witness]>([
    ['an attempt where another was applied after it', 1, 2, 1, 2],
    ['none where no other was', 2, 2, 0, 1],
    ['none where it is not known how many were applied before it', undefined, 2, 0, 1],
  ])('a failure is %s', (_, appliedBefore, applied, attempts, witness) => {
    const failed = failedAfter(appliedBefore)

    judgeAgain([failed], runOf(500, applied, [failed]))

    expect(failed).toMatchObject({ state: 'retry', attempts, evidence: { witness } })
  })

  it('what was parked meanwhile stays as it is', () => {
    const parked = failedAfter(0)
    parked.park(3)

    judgeAgain([parked], runOf(500, 2, [parked]))

    expect(parked).toMatchObject({ state: 'parked', attempts: 3, evidence: { witness: 1 } })
  })

  it('a processor that the run knows nothing of has applied nothing', () => {
    const failed = failedAfter(0)

    const unknown = { ...runOf(500, 2, [failed]), tallies: new Map() }
    judgeAgain([failed], unknown)

    expect(failed.attempts).toBe(0)
    expect(judge([failed], 'unknown', unknown, undefined)).toMatchObject({ witness: 1, appliedBefore: 0 })
  })
})
