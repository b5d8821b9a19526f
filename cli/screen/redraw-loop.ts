import type { Clock } from '../../core/clock.ts'

/** Draws again and again, as long as there is something new. */
interface RedrawLoop {
  /** There is something new. */
  readonly redraw: () => void
  /**
   * Draws no more.
   *
   * @throws what kept it from drawing
   */
  readonly stop: () => Promise<void>
}

/** Often enough to look alive, seldom enough to cost nothing. */
const redrawMs = 100

/** Rates and ages change by themselves. */
const atLeastMs = 1_000

/** @param onFailure - drawing has thrown, and is over */
export const startRedrawing = (draw: () => void, clock: Clock, onFailure: () => void): RedrawLoop => {
  const end = new AbortController()
  let isStale = true
  let failure: unknown
  const loop = async (): Promise<void> => {
    let drawnAtMs = -Infinity
    while (!end.signal.aborted) {
      if (isStale || clock.now() - drawnAtMs >= atLeastMs) {
        isStale = false
        drawnAtMs = clock.now()
        draw()
      }
      await clock.wait(redrawMs, end.signal)
    }
  }
  const looping = loop().catch((error: unknown) => {
    failure = error
    onFailure()
  })
  return {
    redraw: () => {
      isStale = true
    },
    stop: async () => {
      end.abort()
      await looping
      if (failure !== undefined) throw failure as Error
    },
  }
}
