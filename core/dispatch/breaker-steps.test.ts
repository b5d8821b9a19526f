import { describe, expect, it } from 'vitest'
import type { SimulatedClock } from '../../engine/simulated-clock.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { recordOf } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import { viewOf } from '../record/view-of.ts'
import { BatchRecord } from './batch-record.ts'
import { Breaker } from './breaker.ts'
import { Delivery } from './delivery.ts'

const handled = processor({ name: 'all', filter: everything(), handle: async () => Promise.resolve() })

/** A delivery that has failed. */
const refused = (): Delivery => {
  const record = new BatchRecord(0, viewOf(recordOf({ seq: 1 })), undefined)
  const delivery = new Delivery(handled, record, 'MODIFY', undefined, undefined)
  delivery.fail(new Error('busy'))
  return delivery
}

/** A breaker in a run of a minute, a second of which is kept back, with so many deliveries under way. */
const running = (underWay = 0) => {
  const clock = simulatedClock()
  const startMs = clock.now()
  const [ended, state] = [new AbortController(), { isOver: false }]
  const run = {
    options: { clock, deadlineAtMs: startMs + 61_000, reserveMs: 1_000 },
    isOver: () => state.isOver,
    ended: ended.signal,
  }
  const breaker = new Breaker()
  breaker.begin(underWay)
  return {
    breaker,
    run,
    clock,
    msIn: () => clock.now() - startMs,
    finish: () => {
      state.isOver = true
      ended.abort()
    },
  }
}

/** What is admitted of so many, and after how long. */
const admitted = async (
  { breaker, run, clock, msIn }: ReturnType<typeof running>,
  wanted: number,
): Promise<readonly [count: number, ms: number]> => {
  const count = await clock.until(breaker.admit(wanted, run))
  return [count, msIn()]
}

const later = async (clock: SimulatedClock, ms: number, happens: () => void): Promise<void> => {
  await clock.wait(ms)
  happens()
}

describe('a breaker', () => {
  it('admits all at once while nothing is wrong', async () => {
    const all = running(3)

    expect(await admitted(all, 500)).toEqual([500, 0])
    expect(await admitted(all, 500)).toEqual([500, 0])
    expect([all.breaker.isNarrow, all.breaker.isShut, all.breaker.hasRefusedAny]).toEqual([
      false,
      false,
      false,
    ])
  })

  it.each([
    [30_000, false],
    [30_001, true],
  ])('that is asked to rest for %i ms of a minute is shut: %s', (askedMs, isShut) => {
    const { breaker, run } = running(1)

    breaker.refuse([], askedMs, run)

    expect([breaker.isNarrow, breaker.isShut]).toEqual([true, isShut])
  })

  it('rests for the time that it is asked for, and for not a millisecond less', async () => {
    const all = running(1)
    all.breaker.refuse([], 1, all.run)
    all.breaker.end(1, all.run)

    expect(await admitted(all, 1)).toEqual([1, 1])
  })

  it('that is shut admits none, also of those that wait already', async () => {
    const all = running(1)
    all.breaker.refuse([], 500, all.run)
    const waiting = all.breaker.admit(1, all.run)
    void later(all.clock, 20, () => {
      all.breaker.shut()
    })

    expect(await all.clock.until(waiting)).toBe(0)
    expect(all.msIn()).toBe(20)
    expect(await admitted(all, 1)).toEqual([0, 20])
  })

  it('rests for the longest time that was asked of it, and twice that when it was not enough', async () => {
    const all = running(3)
    for (const askedMs of [100, 300, 200]) all.breaker.refuse([], askedMs, all.run)
    all.breaker.end(3, all.run)

    expect(await admitted(all, 5)).toEqual([1, 300])
    all.breaker.refuse([], 100, all.run)
    all.breaker.end(1, all.run)
    expect(await admitted(all, 5)).toEqual([1, 500])
    all.breaker.refuse([], 100, all.run)
    all.breaker.end(1, all.run)
    expect(await admitted(all, 5)).toEqual([1, 900])
    all.breaker.refuse([], 100, all.run)
    expect(all.breaker.isShut).toBe(true)
  })

  it('counts its rests anew once something was applied, and its probes', async () => {
    const all = running(8)
    const refuse = async (): Promise<number> => {
      const before = all.msIn()
      all.breaker.refuse([], 100, all.run)
      all.breaker.end(1, all.run)
      await admitted(all, 1)
      return all.msIn() - before
    }
    all.breaker.refuse([], 100, all.run)
    all.breaker.end(8, all.run)
    await admitted(all, 1)

    expect([await refuse(), await refuse()]).toEqual([200, 400])
    all.breaker.succeed()
    all.breaker.end(1, all.run)
    await admitted(all, 1)
    expect([await refuse(), await refuse(), await refuse()]).toEqual([100, 200, 400])
    expect(all.breaker.isShut).toBe(false)
  })

  it('makes room for one more with each that is applied, until it is as wide as before', async () => {
    const all = running(4)
    all.breaker.refuse([], 100, all.run)
    all.breaker.end(4, all.run)
    const widths: number[] = []
    for (let round = 0; round < 3; round += 1) {
      const [count] = await admitted(all, 9)
      widths.push(count)
      for (let each = 0; each < count; each += 1) all.breaker.succeed()
      all.breaker.end(count, all.run)
    }

    // Nine are let through at once where nothing is narrow any more.
    expect(widths).toEqual([1, 2, 9])
    expect(all.breaker.isNarrow).toBe(false)
  })

  it('takes what is applied while it rests, or is shut, for no sign of better times', async () => {
    const all = running(3)
    all.breaker.refuse([], 100, all.run)
    all.breaker.succeed()
    all.breaker.succeed()
    all.breaker.end(3, all.run)

    expect(await admitted(all, 9)).toEqual([1, 100])
    all.breaker.shut()
    for (let applied = 0; applied < 9; applied += 1) all.breaker.succeed()
    expect(await admitted(all, 9)).toEqual([0, 100])
  })

  it.each([
    [16, [8, 4, 2, 2]],
    [5, [2, 1, 1, 1]],
    [1, [1, 1, 1, 1]],
  ])('under strain with %i under way is half as wide, an eighth at the least', async (underWay, widths) => {
    const all = running(underWay)
    const seen: number[] = []
    let count = underWay
    for (let round = 0; round < widths.length; round += 1) {
      all.breaker.strain()
      // The others of the same moment say what was said already.
      for (let each = 1; each < count; each += 1) all.breaker.strain()
      all.breaker.end(count, all.run)
      ;[count] = await admitted(all, 100)
      seen.push(count)
    }

    expect(seen).toEqual(widths)
    expect(all.msIn()).toBe(0)
  })

  it('is not strained further by those that began before, however they end', async () => {
    const all = running(8)
    all.breaker.strain()
    for (let ended = 0; ended < 7; ended += 1) {
      all.breaker.end(1, all.run)
      all.breaker.strain()
    }
    all.breaker.end(1, all.run)

    expect(await admitted(all, 100)).toEqual([4, 0])
  })

  it('takes strain while it rests for no news: the next one counts, whoever still hangs', async () => {
    const all = running(8)
    all.breaker.refuse([], 100, all.run)
    all.breaker.strain()
    all.breaker.end(5, all.run)
    await admitted(all, 9)
    for (let applied = 0; applied < 3; applied += 1) all.breaker.succeed()
    all.breaker.end(1, all.run)

    // Three hang where four had places, and after that one.
    all.breaker.strain()
    expect(await admitted(all, 9)).toEqual([1, 2_000])
  })

  it('waits for a place as long as something begins or ends, and a second longer', async () => {
    const all = running(4)
    all.breaker.strain()
    all.breaker.end(1, all.run)
    void later(all.clock, 600, () => {
      all.breaker.end(1, all.run)
    })

    // Two hang in the two places that there are.
    expect(await admitted(all, 9)).toEqual([1, 1_600])
    // And the one that was let through all the same has begun just now.
    expect(await admitted(all, 9)).toEqual([1, 2_600])
  })

  it('waits as long where something has ended before it was narrow', async () => {
    const all = running(5)
    await all.clock.pass(50)
    all.breaker.end(1, all.run)
    await all.clock.pass(50)
    all.breaker.strain()

    expect(await admitted(all, 9)).toEqual([1, 1_050])
  })

  it('lets the next one in as soon as a place is free', async () => {
    const all = running(4)
    all.breaker.strain()
    all.breaker.end(2, all.run)
    void later(all.clock, 300, () => {
      all.breaker.end(1, all.run)
    })

    expect(await admitted(all, 9)).toEqual([1, 300])
  })

  it('lets through first who asked first', async () => {
    const all = running(2)
    all.breaker.refuse([], 100, all.run)
    all.breaker.end(2, all.run)
    const order: string[] = []
    const ask = async (name: string): Promise<void> => {
      order.push(`${name} ${await all.breaker.admit(1, all.run)} ${all.msIn()}`)
    }

    await all.clock.until(Promise.all([ask('a'), ask('b')]))

    expect(order).toEqual(['a 1 100', 'b 1 1100'])
  })

  it('lets through first who asked first, also where both wait for a place', async () => {
    const all = running(4)
    all.breaker.strain()
    all.breaker.end(1, all.run)
    const order: string[] = []
    const ask = async (name: string): Promise<void> => {
      order.push(`${name} ${await all.breaker.admit(1, all.run)} ${all.msIn()}`)
    }
    void later(all.clock, 300, () => {
      all.breaker.end(2, all.run)
    })

    await all.clock.until(Promise.all([ask('a'), ask('b')]))

    expect(order).toEqual(['a 1 300', 'b 1 1300'])
  })

  it('lets nobody wait when the run is over', async () => {
    const all = running(1)
    all.breaker.refuse([], 5_000, all.run)
    const waiting = all.breaker.admit(1, all.run)
    void later(all.clock, 70, all.finish)

    expect(await all.clock.until(waiting)).toBe(0)
    expect(all.msIn()).toBe(70)
    expect(await admitted(all, 1)).toEqual([0, 70])
  })

  it('whose probes are used up has all others wait once, for the last one or the deadline, whatever time it is', async () => {
    const all = running(3)
    for (let probes = 0; probes < 3; probes += 1) {
      all.breaker.refuse([], 100, all.run)
      all.breaker.end(probes === 0 ? 3 : 1, all.run)
      await admitted(all, 1)
    }
    const waits: number[] = []
    const { options } = all.run
    const wait = async (ms: number, signal?: AbortSignal): Promise<void> => {
      waits.push(ms)
      await options.clock.wait(ms, signal)
    }
    const run = { ...all.run, options: { ...options, clock: { ...options.clock, wait } } }
    const waiting = all.breaker.admit(1, run)
    void later(all.clock, 300, () => {
      all.breaker.succeed()
    })

    expect(await all.clock.until(waiting)).toBe(1)
    expect(all.msIn()).toBe(700 + 300)
    expect(waits).toEqual([61_000 - 700])
  })

  it('whose probes are used up admits none beyond the deadline either', async () => {
    const all = running(3)
    for (let probes = 0; probes < 3; probes += 1) {
      all.breaker.refuse([], 100, all.run)
      all.breaker.end(probes === 0 ? 3 : 1, all.run)
      await admitted(all, 1)
    }
    await all.clock.pass(60_300)
    void later(all.clock, 5, all.finish)

    expect(all.msIn()).toBe(61_000)
    expect(await admitted(all, 1)).toEqual([0, 61_005])
  })

  it('asked again gives its place back and waits for one, until there is none any more', async () => {
    const all = running(1)
    all.breaker.refuse([], 100, all.run)

    expect(await all.clock.until(all.breaker.askAgain(all.run))).toBe(true)
    expect(all.msIn()).toBe(100)
    all.breaker.shut()
    expect(await all.breaker.askAgain(all.run)).toBe(false)
  })
})

describe('what a sink has refused', () => {
  it('is known until it is readmitted, and waits for its turn then', () => {
    const { breaker, run } = running(2)
    const [one, other] = [refused(), refused()]
    breaker.refuse([one], 100, run)

    expect([breaker.hasRefused(one), breaker.hasRefused(other), breaker.hasRefusedAny]).toEqual([
      true,
      false,
      true,
    ])
    breaker.readmit(other)
    breaker.readmit(one)
    expect([one.state, other.state]).toEqual(['waiting', 'retry'])
    expect([breaker.hasRefused(one), breaker.hasRefusedAny]).toEqual([false, false])
  })

  it('is not tried again once the breaker is shut', () => {
    const { breaker, run } = running(2)
    const one = refused()
    breaker.refuse([one], 100, run)
    breaker.shut()

    expect(breaker.hasRefused(one)).toBe(false)
  })
})
