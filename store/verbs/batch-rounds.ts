import { backOff } from '../calls/send.ts'
import type { Table } from '../table.ts'
import { isFault } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'

/** How a batch ended: what was not done is empty when all went well. */
export interface BatchEnd<T> {
  readonly left: readonly T[]
  readonly reason: string
}

/**
 * Calls again with what a call left unprocessed, until nothing is left or too many calls in a row got nowhere. There is
 * a pause after every call that left something, longer from one to the next, and none after one that did all. A call that is throttled, or whose answer is lost, leaves everything: writes of a batch can be repeated.
 *
 * @param call - one call with up to `size` entries; returns those it left
 */
export const inRounds = async <T>(
  table: Table,
  { size, signal }: { readonly size: number; readonly signal: AbortSignal | undefined },
  entries: readonly T[],
  call: (chunk: readonly T[], attempt: number) => Promise<readonly T[]>,
): Promise<BatchEnd<T>> => {
  let left = entries
  let attempt = 1
  let pauses = 0
  let reason = 'DynamoDB left them unprocessed'
  while (left.length > 0 && attempt <= table.retry.maxAttempts) {
    if (pauses > 0) await backOff(table, pauses + 1, signal)
    const chunk = left.slice(0, size)
    let undone: readonly T[] = chunk
    try {
      undone = await call(chunk, attempt)
    } catch (error) {
      if (!isFault(error, storeFaults, 'store.throttled', 'store.unavailable')) throw error
      reason = error.detail.reason
    }
    left = [...left.slice(size), ...undone]
    attempt = undone.length < chunk.length ? 1 : attempt + 1
    pauses = undone.length === 0 ? 0 : pauses + 1
  }
  return { left, reason }
}
