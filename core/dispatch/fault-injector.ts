/** One try at a (processor, record); `attempt` counts from 1. */
export interface Attempt {
  /** Its name. */
  readonly processor: string
  /** Of the record. */
  readonly sequenceNumber: string
  /** From 1. */
  readonly attempt: number
}

/** Makes attempts fail on purpose: before the effect, after it, or not at all. */
export type FaultInjector = (attempt: Attempt) => 'before' | 'after' | undefined

/** No (processor, record) fails more often than this in succession, so that every one gets through. */
const longestRun = 3

/** FNV-1a with a final mix: cheap, and the same on every machine. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

const fraction = (text: string): number => hash(text) / 2 ** 32

/**
 * Faults that are a pure function of seed, processor, SequenceNumber and attempt number: each attempt fails with
 * probability `rate`, at most three times in succession, half of the time after the effect took place.
 */
export const seededFaults =
  ({ rate, seed }: { readonly rate: number; readonly seed: number }): FaultInjector =>
  ({ processor, sequenceNumber, attempt }) => {
    if (attempt > longestRun) return undefined
    const draw = `${seed}/${processor}/${sequenceNumber}/${attempt}`
    if (fraction(draw) >= rate) return undefined
    return hash(`${draw}/when`) >>> 31 === 0 ? 'before' : 'after'
  }
