import type { Clock } from '../../core/clock.ts'
import { asError } from '../../core/errors/thrown.ts'
import type { Table } from '../table.ts'

/** A replica: the table by a client of its region. */
export interface RegionTable {
  /** As AWS calls it: `eu-central-1`. */
  readonly region: string
  /** By that region's client. */
  readonly table: Table
}

/** One call is one try here: whoever asks several regions has its own way of trying again. */
export const withoutRetry = (table: Table): Table => ({ ...table, retry: { ...table.retry, maxAttempts: 1 } })

/** How a read with a limit in time ended. */
export type Timed<T> =
  | { readonly outcome: 'answered'; readonly value: T }
  | { readonly outcome: 'failed'; readonly error: Error }
  | { readonly outcome: 'timed-out' }

/** Gives work so much time, then tells it to stop and does not wait for it to listen. */
export const timed = async <T>(
  clock: Clock,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Timed<T>> => {
  const [stop, timer] = [new AbortController(), new AbortController()]
  const answered = work(stop.signal).then(
    (value): Timed<T> => ({ outcome: 'answered', value }),
    (error: unknown): Timed<T> => ({
      outcome: 'failed',
      error: asError(error),
    }),
  )
  const late = clock.wait(timeoutMs, timer.signal).then((): Timed<T> => ({ outcome: 'timed-out' }))
  const result = await Promise.race([answered, late])
  timer.abort()
  stop.abort()
  return result
}
