import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ClosedBy } from '../events.ts'
import type { InvokeResult } from '../ports/function-target.ts'
import type { MappingSettings } from '../settings.ts'
import type { EngineChoices } from './choices.ts'
import { retryDelayMs } from './choices.ts'
import { interpretResponse } from './interpret-response.ts'

/** A record that passed the filters, with the bytes it adds to an event. */
export interface Admitted {
  readonly record: StreamRecord
  readonly bytes: number
}

/** Records that go to the function together, and how often they have. */
export interface Work {
  readonly records: readonly StreamRecord[]
  /** Failed tries; a remainder after partial progress and a half of a bisect begin at 0 again. */
  readonly failed: number
  readonly notBeforeMs: number
  /** The function has been given these records before. */
  readonly isRedelivery: boolean
}

/**
 * One stretch of a shard in which batches go one after the other: the whole shard, or with a ParallelizationFactor
 * one share of its items. Immutable; the functions below are all that happens to it.
 */
export interface Lane {
  readonly buffer: readonly Admitted[]
  /** When the oldest record in the buffer came. */
  readonly bufferedAtMs: number | undefined
  /** In hand first; halves of a bisect wait behind. */
  readonly work: readonly Work[]
  readonly isInvoked: boolean
}

/** Batches that were given up, and why. */
export interface Discard {
  readonly records: readonly StreamRecord[]
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
  readonly invokeCount: number
  /** The function threw rather than reported; not said where age was the end. */
  readonly functionError?: 'Unhandled' | null
}

/** A lane with nothing in it. */
export const emptyLane: Lane = Object.freeze({
  buffer: [],
  bufferedAtMs: undefined,
  work: [],
  isInvoked: false,
})

/** Lambda's limit for the payload of an invocation. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxPayloadBytes = 6 * 1024 * 1024
const envelopeBytes = '{"Records":[]}'.length

/** Adds records that passed the filters. */
export const admit = (lane: Lane, records: readonly Admitted[], nowMs: number): Lane =>
  records.length === 0
    ? lane
    : { ...lane, buffer: [...lane.buffer, ...records], bufferedAtMs: lane.bufferedAtMs ?? nowMs }

const fitting = (
  buffer: readonly Admitted[],
  batchSize: number,
): { readonly count: number; readonly isFull: boolean } => {
  let bytes = envelopeBytes
  let count = 0
  for (const { bytes: more } of buffer) {
    if (count === batchSize) break
    // A record that is too large by itself goes alone: there is nothing better to do with it.
    if (count > 0 && bytes + more + 1 > maxPayloadBytes) return { count, isFull: true }
    bytes += more + 1
    count += 1
  }
  return { count, isFull: false }
}

const reasonToClose = (
  lane: Lane,
  settings: MappingSettings,
  nowMs: number,
  isLast: boolean,
  fit: { readonly count: number; readonly isFull: boolean },
): ClosedBy | undefined => {
  if (fit.count >= settings.BatchSize) return 'size'
  if (fit.isFull) return 'bytes'
  const windowMs = settings.MaximumBatchingWindowInSeconds * 1000
  if (windowMs === 0) return 'no-window'
  if (nowMs - (lane.bufferedAtMs ?? nowMs) >= windowMs) return 'window'
  return isLast ? 'shard-end' : undefined
}

/** Closes a batch if the lane is free and there is reason to: it is full, its window is over, or there is none. */
export const formBatch = (
  lane: Lane,
  settings: MappingSettings,
  nowMs: number,
  isLast: boolean,
): { readonly lane: Lane; readonly closedBy: ClosedBy } | undefined => {
  if (lane.work.length > 0 || lane.buffer.length === 0) return undefined
  const fit = fitting(lane.buffer, settings.BatchSize)
  const closedBy = reasonToClose(lane, settings, nowMs, isLast, fit)
  if (closedBy === undefined) return undefined
  const records = lane.buffer.slice(0, fit.count).map(({ record }) => record)
  const buffer = lane.buffer.slice(fit.count)
  const work = [{ records, failed: 0, notBeforeMs: 0, isRedelivery: false }]
  return { lane: { ...lane, buffer, bufferedAtMs: buffer.length > 0 ? nowMs : undefined, work }, closedBy }
}

const ageMs = (record: StreamRecord, nowMs: number): number =>
  nowMs - (record.dynamodb?.ApproximateCreationDateTime ?? nowMs / 1000) * 1000

/** What a lane does next: give up the records that grew too old, and invoke with the rest once it is time. */
export interface Start {
  readonly lane: Lane
  readonly discard: Discard | undefined
  readonly invoke: Work | undefined
}

const cutOldHead = (
  work: Work,
  { MaximumRecordAgeInSeconds: limit }: MappingSettings,
  nowMs: number,
): number => {
  if (limit < 0) return 0
  const fresh = work.records.findIndex(record => ageMs(record, nowMs) <= limit * 1000)
  return fresh < 0 ? work.records.length : fresh
}

/** Starts the work in hand if nothing runs and its delay is over. */
export const start = (lane: Lane, settings: MappingSettings, nowMs: number): Start => {
  const [work, ...rest] = lane.work
  if (work === undefined || lane.isInvoked) return { lane, discard: undefined, invoke: undefined }
  const old = cutOldHead(work, settings, nowMs)
  const discard: Discard | undefined =
    old === 0
      ? undefined
      : {
          records: work.records.slice(0, old),
          condition: 'RecordAgeExceeded',
          invokeCount: Math.max(1, work.failed),
        }
  const left: Work = old === 0 ? work : { ...work, records: work.records.slice(old) }
  if (left.records.length === 0) return { lane: { ...lane, work: rest }, discard, invoke: undefined }
  const isDue = left.notBeforeMs <= nowMs
  return {
    lane: { ...lane, work: [left, ...rest], isInvoked: isDue },
    discard,
    invoke: isDue ? left : undefined,
  }
}

/** What became of an invocation. */
export interface End {
  readonly lane: Lane
  readonly result: 'success' | 'partial' | 'failure' | 'not-invoked'
  readonly message?: string
  /** Records that are done with, discarded ones included. */
  readonly finished: readonly StreamRecord[]
  readonly discard?: Discard
  readonly bisected?: readonly [number, number]
}

interface Rules {
  readonly settings: MappingSettings
  readonly choices: EngineChoices
  readonly nowMs: number
  /** From 0 to 1. */
  readonly random: number
}

const again = (work: Work, failed: number, delayFor: number, { choices, nowMs, random }: Rules): Work => ({
  records: work.records,
  failed,
  notBeforeMs: nowMs + retryDelayMs(delayFor, choices, random),
  isRedelivery: true,
})

const endFailure = (
  lane: Lane,
  work: Work,
  rest: readonly Work[],
  functionError: 'Unhandled' | null,
  message: string,
  rules: Rules,
): End => {
  const { settings } = rules
  const free = { ...lane, isInvoked: false }
  const failed = work.failed + 1
  if (settings.BisectBatchOnFunctionError && work.records.length > 1) {
    const middle = Math.floor(work.records.length / 2)
    const half = (records: readonly StreamRecord[]): Work => again({ ...work, records }, 0, 1, rules)
    const halves = [half(work.records.slice(0, middle)), half(work.records.slice(middle))]
    const sizes = [middle, work.records.length - middle] as const
    return {
      lane: { ...free, work: [...halves, ...rest] },
      result: 'failure',
      message,
      finished: [],
      bisected: sizes,
    }
  }
  const { MaximumRetryAttempts: limit } = settings
  if (limit >= 0 && failed > limit) {
    const discard: Discard = {
      records: work.records,
      condition: 'RetryAttemptsExhausted',
      invokeCount: failed,
      functionError,
    }
    return { lane: { ...free, work: rest }, result: 'failure', message, finished: work.records, discard }
  }
  return {
    lane: { ...free, work: [again(work, failed, failed, rules), ...rest] },
    result: 'failure',
    message,
    finished: [],
  }
}

const endPartial = (lane: Lane, work: Work, rest: readonly Work[], from: number, rules: Rules): End => {
  // No progress at all is a failed try like any other; a bisect would split at the returned record, which is the first.
  if (from === 0) {
    const whole = { ...rules, settings: { ...rules.settings, BisectBatchOnFunctionError: false } }
    const end = endFailure(lane, work, rest, null, 'the first record is not done', whole)
    return { ...end, result: 'partial' }
  }
  const remainder = again({ ...work, records: work.records.slice(from) }, 0, 1, rules)
  return {
    lane: { ...lane, isInvoked: false, work: [remainder, ...rest] },
    result: 'partial',
    finished: work.records.slice(0, from),
  }
}

/** Draws the consequence of an invocation's end for the work in hand. */
export const end = (lane: Lane, result: InvokeResult, rules: Rules): End => {
  const [work, ...rest] = lane.work
  if (work === undefined) return { lane: { ...lane, isInvoked: false }, result: 'success', finished: [] }
  if (result.type === 'not-invoked') {
    // It never ran, so it has not failed: only age ends this.
    const waiting = { ...again(work, work.failed, work.failed + 1, rules), isRedelivery: work.isRedelivery }
    return {
      lane: { ...lane, isInvoked: false, work: [waiting, ...rest] },
      result: 'not-invoked',
      message: result.message,
      finished: [],
    }
  }
  if (result.type === 'function-error') {
    return endFailure(lane, work, rest, 'Unhandled', `${result.errorType}: ${result.message}`, rules)
  }
  const reports = rules.settings.FunctionResponseTypes.includes('ReportBatchItemFailures')
  const verdict = reports ? interpretResponse(result.value, work.records) : ({ type: 'success' } as const)
  if (verdict.type === 'failure') return endFailure(lane, work, rest, null, verdict.reason, rules)
  if (verdict.type === 'partial') return endPartial(lane, work, rest, verdict.from, rules)
  return { lane: { ...lane, isInvoked: false, work: rest }, result: 'success', finished: work.records }
}

/** When the lane next has something to do by itself; `undefined` when only records or an answer can wake it. */
export const nextWakeMs = (lane: Lane, settings: MappingSettings): number | undefined => {
  const [work] = lane.work
  if (work !== undefined) return lane.isInvoked ? undefined : work.notBeforeMs
  if (lane.bufferedAtMs === undefined) return undefined
  return lane.bufferedAtMs + settings.MaximumBatchingWindowInSeconds * 1000
}

/** True when nothing is buffered, in hand or under way. */
export const isIdle = (lane: Lane): boolean =>
  lane.work.length === 0 && lane.buffer.length === 0 && !lane.isInvoked
