import { describe, expect, it } from 'vitest'
import { runMinutes } from './run-minutes.ts'

const mapping = { batchSize: 100, windowSeconds: 0, shards: 1, invocationMs: 20, changeMs: 1 }
const every = (minutes: number, changes: number): readonly number[] =>
  Array.from({ length: minutes }, () => changes)

describe('what the pipeline needs', () => {
  it('is an invocation for each change that comes alone, without a window', async () => {
    // One a second, and each is done within 21 ms.
    expect(await runMinutes(every(2, 60), mapping)).toEqual({
      changes: 120,
      invocations: 120,
      durationMs: 120 * 21,
    })
  })

  it('is fewer invocations with a window, for the same changes', async () => {
    const { changes, invocations, durationMs } = await runMinutes(every(10, 60), {
      ...mapping,
      windowSeconds: 10,
    })

    expect(changes).toBe(600)
    // A window is open for 10 s from its first change: one in 10 to 11 seconds.
    expect(invocations).toBeGreaterThanOrEqual(54)
    expect(invocations).toBeLessThanOrEqual(61)
    expect(durationMs).toBe(invocations * 20 + 600)
  })

  it('is no longer a matter of the window where batches fill before it ends', async () => {
    const run = async (windowSeconds: number) =>
      runMinutes(every(2, 6_000), { ...mapping, batchSize: 10, windowSeconds })

    const [short, long] = [await run(1), await run(60)]

    expect(long.invocations).toBe(1_200)
    expect(short.invocations).toBeLessThanOrEqual(1_260)
  })
})
