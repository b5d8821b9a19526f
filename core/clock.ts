/** Time as an argument, so that a simulated clock can stand in for the real one. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Resolves after `ms`, at once where that is 0 or less, or as soon as `signal` aborts. Never rejects. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>
}

/**
 * Why a wait ends that nobody needs any more. Without a reason `abort` makes an exception with its stack, which takes
 * longer than all else that a small batch waits for.
 */
export const nobodyWaits = 'nobody waits for it any more'

/** What a timer of the platform holds; a longer one would end at once. */
const longestMs = 2 ** 31 - 1

/** The machine's own clock. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  wait: (ms: number, signal?: AbortSignal) =>
    new Promise<void>(resolve => {
      if (signal?.aborted === true) {
        resolve()
        return
      }
      const finish = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', finish)
        resolve()
      }
      const timer = setTimeout(finish, Math.min(ms, longestMs))
      signal?.addEventListener('abort', finish)
    }),
})
