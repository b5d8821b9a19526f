/**
 * Objects that wait for a redrive, as they lie in a folder or a bucket: parked changes, discarded batches, or both.
 * One that was brought home is kept under `redriven/`.
 */
export interface FailedObjects {
  /** For people. */
  readonly url: string
  /** Keys of what waits, in any order. */
  readonly keys: () => AsyncIterable<string>
  readonly read: (key: string) => Promise<string>
  /** Moves an object to {@link redrivenKey}; it is never lost on the way. */
  readonly retire: (key: string) => Promise<void>
}

const prefix = 'redriven/'

/** Where an object lies after it was brought home. */
export const redrivenKey = (key: string): string => prefix + key

/** True for what was brought home. */
export const isRedriven = (key: string): boolean => key.startsWith(prefix)
