import type { LeaseMarks } from '../lease/lease-marks.ts'

/** An object that waits for a redrive, without being read. */
export interface WaitingObject {
  /** Where it lies. */
  readonly key: string
  /** When it was put there, in epoch milliseconds, where the place says so. */
  readonly sinceMs: number | undefined
}

/**
 * Objects that wait for a redrive, as they lie in a folder or a bucket: parked changes, discarded batches, or both.
 * One that was brought home is kept under `redriven/`; what redrives have in hand is marked under `redriving/`.
 */
export interface FailedObjects {
  /** For people. */
  readonly url: string
  /**
   * Keys of what waits, in any order.
   * @throws when there is no such place, or when it cannot be looked into: that is not the same as nothing waiting
   */
  readonly keys: () => AsyncIterable<string>
  /**
   * As `keys`, each with the time at which it was put there.
   * @throws as `keys`
   */
  readonly waiting: () => AsyncIterable<WaitingObject>
  /** An object's text; `undefined` when it is not there, because another redrive has set it aside. */
  readonly read: (key: string) => Promise<string | undefined>
  /**
   * Moves an object to `redriven/KEY`; it is never lost on the way. False, and nothing is changed, when it is not
   * there, because another redrive has set it aside.
   */
  readonly retire: (key: string) => Promise<boolean>
  /** Where redrives mark an object as theirs. */
  readonly marks: (key: string) => LeaseMarks
}

const redriven = 'redriven'
const redriving = 'redriving'

/** Where an object lies after it was brought home. */
export const redrivenKey = (key: string): string => `${redriven}/${key}`

/** Where the marks of an object lie. */
export const marksKey = (key: string): string => `${redriving}/${key}`

/** `parked/STAGE/FUNCTION/PROCESSOR/FILE`: stages, functions and processors may go by any name. */
const isParkedKey = (parts: readonly string[]): boolean => parts.length === 5 && parts[0] === 'parked'

/**
 * True for what a redrive has set aside or made itself, at any depth: a redrive of a part of a place leaves its
 * `redriven/` inside of it, and one of a folder above sees that of the place.
 */
export const isSetAside = (key: string): boolean => {
  const parts = key.split('/')
  const folders = isParkedKey(parts.slice(-5)) ? parts.slice(0, -5) : parts.slice(0, -1)
  return folders.includes(redriven) || folders.includes(redriving)
}
