import { describe, expect, it } from 'vitest'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { inTime } from './in-time.ts'

const never = async (): Promise<never> => new Promise(() => undefined)

/** A clock, and the signals of those that wait by it. */
const watched = () => {
  const clock = manualClock()
  const waiting: AbortSignal[] = []
  const wait = async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal !== undefined) waiting.push(signal)
    await clock.wait(ms, signal)
  }
  return { clock: { ...clock, wait }, waiting }
}

describe('work that has so long', () => {
  it('gives what it comes to, and nobody waits for the time any more', async () => {
    const { clock, waiting } = watched()

    expect(await inTime(500, clock, async () => Promise.resolve('done'))).toBe('done')
    expect(await inTime(500, clock, async () => Promise.resolve(null))).toBeNull()
    expect(waiting.map(({ aborted }) => aborted)).toEqual([true, true])
  })

  it('fails as it fails, and nobody waits for the time any more', async () => {
    const { clock, waiting } = watched()
    const error = new Error('away')

    await expect(inTime(500, clock, async () => Promise.reject(error))).rejects.toBe(error)
    expect(waiting.map(({ aborted }) => aborted)).toEqual([true])
  })

  it.each([
    [500, 'no answer within 500 ms'],
    [499.6, 'no answer within 500 ms'],
  ])('of %d ms is told to stop when it takes longer, and why: %s', async (ms, message) => {
    const { clock } = watched()
    const signals: AbortSignal[] = []
    let failure: unknown

    void inTime(ms, clock, async signal => {
      signals.push(signal)
      return never()
    }).catch((error: unknown) => {
      failure = error
    })
    await clock.advance(ms - 1)
    expect([failure, signals[0]?.aborted]).toEqual([undefined, false])
    await clock.advance(1)

    expect(failure).toEqual(new Error(message))
    expect(signals[0]?.reason).toBe(failure)
  })

  it('is not listened to any more when it is late, whatever it says', async () => {
    const { clock } = watched()
    const { promise, reject } = Promise.withResolvers<never>()
    const late = inTime(500, clock, async () => promise).catch((error: unknown) => (error as Error).message)
    await reactionsDone()
    await clock.advance(500)
    reject(new Error('too late'))

    expect(await late).toBe('no answer within 500 ms')
  })
})
