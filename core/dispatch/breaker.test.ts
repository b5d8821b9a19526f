import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recording } from '../../test/support/pipeline.ts'
import type { Behave } from '../../test/support/pressed-sink.ts'
import { away, busy, cutOff, distinct, modes, tried } from '../../test/support/pressed-sink.ts'
import { recordOf } from '../../test/support/records.ts'

const until =
  (count: number, error: Error): Behave =>
  (_, call) =>
    call < count ? error : undefined

describe('a sink that refuses everything', () => {
  it.each([1, 2, 8, 50])(
    'is asked once at full width and three times more (%i at once)',
    async concurrency => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 200 }),
          fc.integer({ min: 1, max: 900 }),
          async (count, ms) => {
            const { starts, reported, tookMs } = await tried({
              records: distinct(count),
              behave: () => busy(ms),
              concurrency,
            })

            expect(starts).toHaveLength(Math.min(concurrency, count) + 3)
            expect(starts.filter(({ atMs }) => atMs === 0)).toHaveLength(Math.min(concurrency, count))
            expect(reported).toHaveLength(count)
            // It asked for a time, which is doubled each time that it was not enough.
            expect(tookMs).toBe(ms + 2 * ms + 4 * ms + 4 * 10)
          },
        ),
        { numRuns: 20 },
      )
    },
  )

  it.each(['none', 'per-key', 'last-image'] as const)('gets four calls of a %s processor', async mode => {
    const { starts, reported } = await tried({ mode, records: distinct(100), behave: () => busy(100) })

    expect(starts.map(({ size }) => size)).toEqual([100, 1, 1, 1])
    expect(reported).toHaveLength(100)
  })

  it.each([
    ['does not say for how long', away(), 60_000],
    ['asks for more than half of the time that is left', busy(5_000), 9_000],
    ['asks for no time', busy(0), 60_000],
    ['asks for ever', busy(Infinity), 60_000],
    ['asks for nonsense', busy(Number.NaN), 60_000],
  ])('is left alone at once when it %s', async (_, error, timeMs) => {
    const { starts, reported, tookMs } = await tried({ records: distinct(100), behave: () => error, timeMs })

    expect(starts).toHaveLength(8)
    expect(reported).toHaveLength(100)
    expect(tookMs).toBe(10)
  })
})

describe('a sink that answers again', () => {
  it('is given one delivery after its time, then two, four, and all that it had', async () => {
    const { starts, reported } = await tried({ records: distinct(40), behave: until(8, busy(500)) })

    const rounds = [...Map.groupBy(starts, ({ atMs }) => atMs)].map(([atMs, all]) => [atMs, all.length])
    expect(rounds.slice(0, 6)).toEqual([
      [0, 8],
      [510, 1],
      [520, 2],
      [530, 4],
      [540, 8],
      [550, 8],
    ])
    expect(reported).toEqual([])
  })

  it('is given a bulk the same way', async () => {
    const { starts, reported } = await tried({
      mode: 'last-image',
      records: distinct(40),
      behave: until(1, busy(500)),
    })

    expect(starts.map(({ size }) => size)).toEqual([40, 1, 2, 4, 8, 16, 9])
    expect(starts.map(({ atMs }) => atMs)).toEqual([0, 510, 520, 530, 540, 550, 560])
    expect(reported).toEqual([])
  })

  it('applies everything in the same invocation, whatever it refused first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...modes),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat({ max: 2 }),
        async (mode, keys, concurrency, extra) => {
          const records = keys.map((key, index) => recordOf({ seq: index + 1, key: `k${key}` }))
          const first = mode === 'each' ? Math.min(concurrency, new Set(keys).size) : 1
          const { reported, turns } = await tried({
            mode,
            records,
            behave: until(first + extra, busy(100)),
            concurrency,
          })

          expect(reported).toEqual([])
          const applied = turns.filter(({ result }) => result === 'applied').map(({ seq }) => seq)
          expect(new Set(applied).size).toBe(applied.length)
          // Of what comes together only the last one is noted here.
          if (mode === 'each' || mode === 'none') expect(applied).toHaveLength(records.length)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('goes on with the rest of a bulk of which it refused a part', async () => {
    const { starts, turns, reported } = await tried({
      mode: 'none',
      records: distinct(12),
      behave: (seq, call) => (call === 0 && seq > 8 ? busy(200) : undefined),
    })

    expect(starts.map(({ size }) => size)).toEqual([12, 1, 2, 1])
    expect(turns.filter(({ result }) => result === 'applied').map(({ seq }) => seq)).toHaveLength(12)
    expect(reported).toEqual([])
  })
})

const anError = fc.constantFrom<(() => Error)[]>(
  () => busy(50),
  () => busy(700),
  away,
  cutOff,
  () => new Error('odd'),
)
const aPlay = fc.record({
  mode: fc.constantFrom(...modes),
  keys: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 50 }),
  concurrency: fc.integer({ min: 1, max: 12 }),
  timeMs: fc.integer({ min: 50, max: 8_000 }),
  /** What comes of the turns, one after the other; then nothing is wrong any more. */
  answers: fc.array(fc.option(anError, { freq: 2, nil: undefined }), { maxLength: 80 }),
  slowness: fc.array(fc.constantFrom(0, 1, 30, 400, 3_000), { minLength: 1, maxLength: 9 }),
})

describe('under any pressure', () => {
  it('settles or reports each record, in order of its key, and has no effect twice', async () => {
    await fc.assert(
      fc.asyncProperty(aPlay, async ({ mode, keys, answers, slowness, ...rest }) => {
        const records = keys.map((key, index) => recordOf({ seq: index + 1, key: `k${key}` }))
        let turn = 0
        const trial = await tried({
          ...rest,
          mode,
          records,
          behave: () => answers[turn++]?.(),
          takesMs: seq => slowness[seq % slowness.length] ?? 0,
        })
        const keyOf = (seq: number): number | undefined => keys[seq - 1]
        const { turns, reported, tookMs } = trial
        const isTogether = mode === 'per-key' || mode === 'last-image'
        // What ended after the time was up was reported.
        const applied = new Set(
          turns
            .filter(({ result, endedMs }) => result === 'applied' && endedMs < rest.timeMs)
            .map(({ seq }) => seq),
        )
        const lastOf = (seq: number): number => keys.lastIndexOf(keys[seq - 1] ?? -1) + 1
        const isDone = (seq: number): boolean => applied.has(isTogether ? lastOf(seq) : seq)

        // Each is settled or reported, and the lowest first.
        expect(reported).toEqual(records.map((_, index) => index + 1).filter(seq => !isDone(seq)))
        expect(tookMs).toBeLessThanOrEqual(rest.timeMs)
        for (const each of turns) {
          const same = turns.filter(({ seq }) => seq === each.seq)
          // No turn of it before the one before it had ended, and none after one that was applied.
          for (const other of same)
            if (other !== each) expect(other.endedMs <= each.atMs || each.endedMs <= other.atMs).toBe(true)
          expect(same.filter(({ result }) => result === 'applied').length).toBeLessThanOrEqual(1)
          if (isTogether) continue
          const older = records
            .map((_, index) => index + 1)
            .filter(seq => seq < each.seq && keyOf(seq) === keyOf(each.seq))
          for (const seq of older)
            expect(
              turns.some(
                turned => turned.seq === seq && turned.result === 'applied' && turned.endedMs <= each.atMs,
              ),
            ).toBe(true)
        }

        // Nothing is left in a state in which the next invocation could not finish it.
        const [lowest] = reported
        if (lowest === undefined) return
        const before = turns.length
        answers.length = 0
        await trial.clock.pass(60_000)
        const second = await trial.clock.until(
          trial.f.invoke(records.slice(lowest - 1), { deadlineAtMs: trial.clock.now() + 1_000_000 }),
        )
        expect(second).toEqual([])
        expect(turns.slice(before).filter(({ seq }) => isDone(seq))).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('begins nothing while the sink has asked to be left alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...modes),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.boolean(), { maxLength: 100 }),
        async (mode, concurrency, refusals) => {
          let turn = 0
          const { turns } = await tried({
            mode,
            records: distinct(40),
            concurrency,
            behave: () => (refusals[turn++] === true ? busy(300) : undefined),
            takesMs: seq => (seq % 4) * 20,
          })

          const refusedMs = turns.filter(({ result }) => result === 'failed').map(({ endedMs }) => endedMs)
          for (const { atMs } of turns)
            for (const ms of refusedMs) expect(atMs <= ms || atMs >= ms + 300, `${ms} ${atMs}`).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('slows no processor but its own', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...modes),
        fc.integer({ min: 1, max: 100 }),
        anError,
        async (mode, count, error) => {
          const atMs: number[] = []
          const { reported } = await tried({
            mode,
            records: distinct(count),
            behave: () => error(),
            beside: clock =>
              recording('quick', async () => {
                atMs.push(clock.now())
                await clock.wait(1)
              }).processor,
          })

          // Eight at a time, a millisecond each, as if it were alone.
          expect(atMs.map(ms => ms - (atMs[0] ?? 0))).toEqual(
            distinct(count).map((_, index) => Math.floor(index / 8)),
          )
          expect(reported).toHaveLength(count)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('trouble of the network that nobody declared', () => {
  it('halves the width once a round, to an eighth at the least, and keeps nobody from being tried', async () => {
    const { starts, turns, reported } = await tried({
      records: distinct(100),
      behave: () => cutOff(),
      concurrency: 16,
    })

    const rounds = [...Map.groupBy(starts, ({ atMs }) => atMs).values()].map(all => all.length)
    expect(rounds.slice(0, 6)).toEqual([16, 8, 4, 2, 2, 2])
    expect(new Set(turns.map(({ seq }) => seq)).size).toBe(100)
    expect(turns).toHaveLength(100)
    expect(reported).toHaveLength(100)
  })

  it('lets others pass what hangs in the few places that are left', async () => {
    const { turns, reported } = await tried({
      records: distinct(60),
      concurrency: 4,
      // The first four fail; the next two hang in the places that are left.
      behave: seq => (seq <= 4 ? cutOff() : undefined),
      takesMs: seq => (seq === 5 || seq === 6 ? 1_000_000 : 10),
    })

    expect(new Set(turns.map(({ seq }) => seq)).size).toBe(60)
    expect(reported).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('is forgotten as soon as what follows is applied', async () => {
    const { starts, reported } = await tried({
      records: distinct(100),
      concurrency: 16,
      behave: until(16, cutOff()),
    })

    const rounds = [...Map.groupBy(starts, ({ atMs }) => atMs).values()].map(all => all.length)
    expect(rounds.slice(0, 4)).toEqual([16, 8, 16, 16])
    expect(reported).toHaveLength(16)
  })
})
