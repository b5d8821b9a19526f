import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { distinct } from '../../test/support/pressed-sink.ts'
import { recordOf } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import type { ClaimStore } from '../ledger/claim-store.ts'
import type { EffectClaim } from '../ledger/effect-claim.ts'
import { claimTextOf } from '../ledger/effect-claim.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { Coalesce } from '../processor/processor.ts'
import type { DispatchOptions } from './options.ts'
import type { DispatchReport } from './report.ts'

const three = [1, 2, 3].map(seq => recordOf({ seq }))

/** A strict bulk processor, its calls, and how each change of the last invocation ended. */
const mail = (coalesce: Coalesce, store: ClaimStore, options: Partial<DispatchOptions> = {}) => {
  const clock = options.clock ?? simulatedClock()
  const calls: (readonly number[])[] = []
  const reports: DispatchReport[] = []
  const { logger, lines } = notedLog()
  const processor = batchProcessor({
    name: 'mail',
    filter: everything(),
    coalesce,
    strict: true,
    handle: async groups => {
      calls.push(groups.flatMap(({ changes }) => changes.map(({ sequenceNumber }) => Number(sequenceNumber))))
      return Promise.resolve()
    },
  })
  const f = functionOf([processor], {
    clock,
    logger,
    claims: { store, newId: () => 'mine' },
    observe: report => void reports.push(report),
    ...options,
  })
  const ends = (): readonly unknown[] =>
    (reports.at(-1)?.records ?? []).flatMap(({ outcomes }) =>
      outcomes.map(({ outcome, ran, error }) => [outcome, ran, error?.code]),
    )
  return { f, calls, ends, codes: () => lines.map(({ detail }) => detail['code']) }
}

/** A store in which somebody else has claimed the second change, and it has come to this. */
const claimedBy = (state: EffectClaim['state'], untilMs: number): ClaimStore => {
  const store = memoryClaimStore()
  const text = claimTextOf({ state, id: 'theirs', atMs: 0, untilMs })
  return {
    ...store,
    write: async (claim, signal) => {
      if (claim.place.includes('2'.padStart(21, '0')) && (await store.read(claim.place)) === undefined)
        await store.write({ ...claim, expected: undefined, text })
      return store.write(claim, signal)
    },
  }
}

describe('a strict group of which one change is claimed by another', () => {
  it.each<[string, EffectClaim['state'], readonly number[], readonly unknown[], readonly unknown[]]>([
    [
      'is called with what is before it while that one works; the rest had no try',
      'claimed',
      [1],
      [
        ['applied', true, undefined],
        ['retry', false, 'delivery.claimed-elsewhere'],
        ['retry', false, undefined],
      ],
      [],
    ],
    [
      'is called without it where its effect is there',
      'done',
      [1, 3],
      [
        ['applied', true, undefined],
        ['applied', false, undefined],
        ['applied', true, undefined],
      ],
      [],
    ],
    [
      'is called without it where it is in doubt, which is parked',
      'doubted',
      [1, 3],
      [
        ['applied', true, undefined],
        ['parked', false, 'delivery.in-doubt'],
        ['applied', true, undefined],
      ],
      ['delivery.in-doubt'],
    ],
    [
      'is called with it where it was given back',
      'released',
      [1, 2, 3],
      [1, 2, 3].map(() => ['applied', true, undefined]),
      [],
    ],
  ])('%s', async (_, state, called, expected, said) => {
    const clock = simulatedClock()
    const { f, calls, ends, codes } = mail('per-key', claimedBy(state, clock.now() + 60_000), { clock })

    const reported = await clock.until(f.invoke(three, { deadlineAtMs: clock.now() + 1_000 }))

    expect(calls).toEqual([called])
    expect(ends()).toEqual(expected)
    expect(codes()).toEqual(said)
    expect(reported).toEqual(state === 'claimed' ? [2, 3] : [])
  })
})

describe('the claims of a strict call', () => {
  it('are taken twenty-five at a time', async () => {
    const store = memoryClaimStore()
    let [now, most] = [0, 0]
    const counting: ClaimStore = {
      ...store,
      write: async (claim, signal) => {
        const isClaim = (JSON.parse(claim.text) as EffectClaim).state === 'claimed'
        now += Number(isClaim)
        most = Math.max(most, now)
        await reactionsDone()
        now -= Number(isClaim)
        return store.write(claim, signal)
      },
    }
    const { f, calls } = mail('none', counting, { clock: manualClock(0) })

    expect(await f.invoke(distinct(30), { deadlineAtMs: 60_000 })).toEqual([])
    expect(calls).toEqual([distinct(30).map((_, index) => index + 1)])
    expect(most).toBe(25)
  })

  it('say in the end that the effects are there', async () => {
    const store = memoryClaimStore()
    const states = new Map<string, unknown>()
    const noting: ClaimStore = {
      ...store,
      write: async (claim, signal) => {
        states.set(claim.place, (JSON.parse(claim.text) as EffectClaim).state)
        return store.write(claim, signal)
      },
    }
    const { f } = mail('none', noting)

    expect(await f.invoke(three)).toEqual([])
    expect([...states.values()]).toEqual(['done', 'done', 'done'])
  })

  it('are given back, and nobody is called, when the time is up before all are there', async () => {
    const clock = simulatedClock()
    const store = memoryClaimStore()
    const states = new Map<string, unknown>()
    const slow: ClaimStore = {
      ...store,
      write: async (claim, signal) => {
        const state = (JSON.parse(claim.text) as EffectClaim).state
        if (state === 'claimed' && states.size === 1) await clock.wait(200)
        states.set(claim.place, state)
        return store.write(claim, signal)
      },
    }
    const { f, calls } = mail('per-key', slow, { clock })

    expect(await clock.until(f.invoke(three, { deadlineAtMs: clock.now() + 1_000, reserveMs: 900 }))).toEqual(
      [1, 2, 3],
    )
    await clock.pass(1_000)

    expect(calls).toEqual([])
    expect([...states.values()]).toEqual(['released', 'released'])
  })
})
