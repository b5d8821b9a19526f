import type { LambdaFilters } from '../../core/pattern/admit-filter.ts'

/**
 * What nobody has recorded of Lambda, so that this engine had to choose. Each is switchable where a test wants the
 * other reading; docs/reference/engine.md lists them with their reasons.
 */
export interface EngineChoices {
  /** First retry delay in milliseconds; doubles from try to try. */
  readonly firstRetryDelayMs: number
  /** Where the doubling of either delay ends, in milliseconds. */
  readonly maxRetryDelayMs: number
  /** Share of a delay that is drawn at random, 0 to 1. */
  readonly retryJitter: number
  /** First delay after an invocation that never took place (throttled, not reached); doubles like the other. */
  readonly firstThrottleDelayMs: number
  /** How often an idle shard is asked, in milliseconds; AWS documents four times a second. */
  readonly pollIntervalMs: number
  /** Whether filters that use more than Lambda's guide lists are taken with a warning or without. */
  readonly lambdaFilters: LambdaFilters
  /** Where a batch of odd size is cut: the first half is the smaller one, or the larger. */
  readonly bisectCut: 'floor' | 'ceil'
  /** `first-settled` keeps the order of a shard; `alternate` lets the second half go while the first one waits. */
  readonly bisectOrder: 'first-settled' | 'alternate'
  /** Whether a half begins its own count of retries or goes on with that of the whole. */
  readonly bisectRetries: 'fresh' | 'inherited'
  /** Whether neighbours of one bisected batch that are given up share an on-failure document. */
  readonly mergeDiscards: 'none' | 'neighbours'
  /** Whether what is left after partial progress goes alone or is filled up to BatchSize with newer records. */
  readonly partialRemainder: 'alone' | 'refilled'
  /** What an identifier of an earlier part of the same batch, finished already, does to the batch. */
  readonly staleIdentifier: 'whole-failure' | 'ignored'
  /** Which lane an item goes to, given its canonical key: the same each time, from 0 to lanes - 1. */
  readonly laneOf: (itemKey: string, lanes: number) => number
  /** What the 6 MB of a payload are measured on: the event as JSON, or the records' SizeBytes. */
  readonly payloadMeasure: 'encoded-event' | 'record-sizes'
  /** How often writing an on-failure document is tried; the shard waits for it. */
  readonly destinationTries: number
  /** Whether the document for a Kafka destination holds the records, as AWS describes for Kafka sources. */
  readonly kafkaPayload: boolean
  /** How long a tumbling window without new records stays open after its end, in milliseconds. */
  readonly tumblingIdleMs: number
  /** How long the stream keeps a record: what has been tried in vain for so long is given up. */
  readonly retentionMs: number
  /** In so many listings in a row a shard has to be missing before it counts as gone. */
  readonly missingListings: number
}

/** FNV-1a: quick, and spreads short keys well. */
const hashedLane = (itemKey: string, lanes: number): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < itemKey.length; index += 1)
    hash = Math.imul(hash ^ itemKey.charCodeAt(index), 0x01000193)
  return (hash >>> 0) % lanes
}

/**
 * AWS's own backoff is not documented. With these numbers a function that always fails is tried eight times within
 * 60 seconds, as was recorded once.
 */
export const defaultChoices: EngineChoices = Object.freeze({
  firstRetryDelayMs: 450,
  maxRetryDelayMs: 60_000,
  retryJitter: 0.2,
  firstThrottleDelayMs: 450,
  pollIntervalMs: 250,
  lambdaFilters: 'documented',
  bisectCut: 'floor',
  bisectOrder: 'first-settled',
  bisectRetries: 'fresh',
  mergeDiscards: 'none',
  partialRemainder: 'alone',
  staleIdentifier: 'whole-failure',
  laneOf: hashedLane,
  payloadMeasure: 'encoded-event',
  destinationTries: 3,
  kafkaPayload: true,
  tumblingIdleMs: 120_000,
  retentionMs: 86_400_000,
  missingListings: 3,
})

/** Delay before a try, given how many have failed; `random` is from 0 to 1. */
export const retryDelayMs = (
  failed: number,
  choices: EngineChoices,
  random: number,
  firstMs = choices.firstRetryDelayMs,
): number => {
  const { maxRetryDelayMs, retryJitter } = choices
  const full = Math.min(maxRetryDelayMs, firstMs * 2 ** Math.max(0, failed - 1))
  return Math.round(full * (1 - retryJitter * random))
}
