import type { Clock } from '../clock.ts'
import { nobodyWaits } from '../clock.ts'

const late = Symbol('late')

/**
 * What `work` gives, unless it takes longer than `ms`: then it is aborted, and it is an error. An answer that comes
 * later is not listened to.
 */
export const inTime = async <T>(
  ms: number,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const [timer, cancelled] = [new AbortController(), new AbortController()]
  try {
    const timeUp = clock.wait(ms, timer.signal).then((): typeof late => late)
    const answer = await Promise.race([work(cancelled.signal), timeUp])
    if (answer !== late) return answer
    const error = new Error(`no answer within ${Math.round(ms)} ms`)
    cancelled.abort(error)
    throw error
  } finally {
    timer.abort(nobodyWaits)
  }
}
