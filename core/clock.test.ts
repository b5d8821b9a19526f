import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nobodyWaits, systemClock } from './clock.ts'

const longestMs = 2 ** 31 - 1

describe("the machine's own clock", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 5_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const isOver = async (wait: Promise<void>): Promise<boolean> => {
    let over = false
    void wait.then(() => {
      over = true
    })
    await vi.advanceTimersByTimeAsync(0)
    return over
  }

  it('tells the time and waits as long as it is told', async () => {
    const wait = systemClock.wait(100)

    expect(systemClock.now()).toBe(5_000)
    await vi.advanceTimersByTimeAsync(99)
    expect(await isOver(wait)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await isOver(wait)).toBe(true)
  })

  it('waits no longer than somebody wants it, and leaves no timer and no listener behind', async () => {
    const controller = new AbortController()
    const removed = vi.spyOn(controller.signal, 'removeEventListener')
    const wait = systemClock.wait(100, controller.signal)

    expect(await isOver(wait)).toBe(false)
    controller.abort(nobodyWaits)
    expect(await isOver(wait)).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    expect(removed).toHaveBeenCalled()
    expect(await isOver(systemClock.wait(100, controller.signal))).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes its listener off a signal that goes on, when its time is over', async () => {
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const wait = systemClock.wait(100, signal)
    await vi.advanceTimersByTimeAsync(100)

    expect(await isOver(wait)).toBe(true)
    expect(removed).toHaveBeenCalledTimes(1)
  })

  it('holds as long as a timer of the platform can, where it is told to wait longer', async () => {
    const wait = systemClock.wait(longestMs * 2)
    await vi.advanceTimersByTimeAsync(longestMs - 1)

    expect(await isOver(wait)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await isOver(wait)).toBe(true)
  })
})
