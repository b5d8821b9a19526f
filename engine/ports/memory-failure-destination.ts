import type { FailureDestination, FailureDocument } from './failure-destination.ts'

/** A failure destination that only keeps what it was given. */
export interface MemoryFailureDestination extends FailureDestination {
  /** All so far, oldest first. */
  readonly documents: () => readonly FailureDocument[]
}

/** An empty destination of the given kind; only `s3` is given the records. */
export const memoryFailureDestination = (
  kind: FailureDestination['kind'] = 's3',
): MemoryFailureDestination => {
  const written: FailureDocument[] = []
  return {
    kind,
    write: async document => {
      written.push(document)
      return Promise.resolve()
    },
    documents: () => [...written],
  }
}
