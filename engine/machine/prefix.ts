/**
 * Which records of a shard are finished, so that the checkpoint is always the end of the contiguous finished
 * beginning: never past a record that is still on its way. Immutable.
 */
export interface Prefix {
  /** Sequence numbers that were read and lie beyond the checkpoint, in the order of the shard. */
  readonly pending: readonly string[]
  readonly finished: ReadonlySet<string>
  readonly checkpoint: string | undefined
}

/** Nothing read yet; what was done before this run ends at `checkpoint`. */
export const emptyPrefix = (checkpoint?: string): Prefix => ({ pending: [], finished: new Set(), checkpoint })

/** Notes records as they are read, in order. */
export const noteRead = (prefix: Prefix, sequenceNumbers: readonly string[]): Prefix => ({
  ...prefix,
  pending: [...prefix.pending, ...sequenceNumbers],
})

/** Notes records as finished, and moves the checkpoint as far as it may go. */
export const noteFinished = (prefix: Prefix, sequenceNumbers: readonly string[]): Prefix => {
  const finished = new Set([...prefix.finished, ...sequenceNumbers])
  const open = prefix.pending.findIndex(number => !finished.has(number))
  const count = open < 0 ? prefix.pending.length : open
  if (count === 0) return { ...prefix, finished }
  for (const number of prefix.pending.slice(0, count)) finished.delete(number)
  return { pending: prefix.pending.slice(count), finished, checkpoint: prefix.pending[count - 1] }
}
