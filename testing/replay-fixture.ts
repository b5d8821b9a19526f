import { readFileSync } from 'node:fs'
import type { Clock } from '../core/clock.ts'
import { systemClock } from '../core/clock.ts'
import { raise } from '../core/errors/pipeline-error.ts'
import { chunksOf } from '../core/concurrency/chunks-of.ts'
import type { Kind, StreamEvent, StreamRecord } from '../core/record/stream-record.ts'
import { inProcessFunction } from '../engine/function/in-process-function.ts'
import type { LocalContext } from '../engine/function/local-context.ts'
import type { FunctionTarget } from '../engine/ports/function-target.ts'
import { deliver } from '../operations/replay/deliver.ts'
import { replayFaults } from '../operations/replay/faults.ts'
import { readEvents } from '../operations/replay/read-events.ts'

/** What {@link replayFixture} takes besides handler and fixture. */
export interface ReplayFixtureOptions {
  /** Records in one invocation at most. @defaultValue 100, as Lambda's */
  readonly batchSize?: number
  /**
   * Whether the mapping has `FunctionResponseTypes: [ReportBatchItemFailures]`. Without it every answer is success
   * and only throwing fails a batch. @defaultValue true
   */
  readonly reportBatchItemFailures?: boolean
  /** How often a batch that makes no progress is given again before what is left counts as failed. @defaultValue 3 */
  readonly maxTries?: number
  /** In the handler's context. @defaultValue 'fixture' */
  readonly functionName?: string
  /** @defaultValue 30,000 */
  readonly timeoutMs?: number
  /** Measures the time that is left. @defaultValue systemClock */
  readonly clock?: Clock
}

/** What happened to one record. */
export interface FixtureRecord {
  /** `undefined` where the record has none. */
  readonly sequenceNumber: string | undefined
  /** `undefined` where the record has none. */
  readonly eventName: Kind | undefined
  /** Whether some invocation got through it. */
  readonly outcome: 'succeeded' | 'failed'
  /** How many invocations it was in. */
  readonly invocations: number
  /** Of a failed one: what the handler threw, or that it was reported. */
  readonly reason?: string
}

/** One call of the handler. */
export interface FixtureInvocation {
  /** Of its records, in their order; `undefined` for one that has none. */
  readonly sequenceNumbers: readonly (string | undefined)[]
  /** What the handler returned. */
  readonly response?: unknown
  /** What it threw, or that it took too long. */
  readonly error?: string
}

/** What {@link replayFixture} found out. */
export interface FixtureReport {
  /** In the order of the fixture. */
  readonly records: readonly FixtureRecord[]
  /** In the order of the calls. */
  readonly invocations: readonly FixtureInvocation[]
}

/** Nobody waits for a second try in a test. */
const withoutWaiting = (clock: Clock): Clock => ({ now: clock.now, wait: async () => Promise.resolve() })

const batchesIn = (fixture: string | URL | readonly StreamRecord[]): readonly (readonly StreamRecord[])[] => {
  if (typeof fixture !== 'string' && !(fixture instanceof URL)) return [fixture]
  const file = String(fixture)
  try {
    return readEvents(readFileSync(fixture, 'utf8'), file)
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw raise(replayFaults, 'replay.input-unreadable', { file, line: 1, column: 1, problem: error.message })
  }
}

const numberOf = (record: StreamRecord | null): string | undefined => record?.dynamodb?.SequenceNumber

interface Call {
  readonly records: readonly StreamRecord[]
  readonly response?: unknown
  readonly error?: string
}

/** Notes every call. */
const watched = (target: FunctionTarget, calls: Call[]): FunctionTarget => ({
  functionName: target.functionName,
  invoke: async (event, requestId) => {
    const result = await target.invoke(event, requestId)
    const records = event.Records
    calls.push(
      result.type === 'returned' ? { records, response: result.value } : { records, error: result.message },
    )
    return result
  },
})

const recordReport = (
  record: StreamRecord | null,
  calls: readonly Call[],
  isFailed: boolean,
): FixtureRecord => {
  const itsCalls = calls.filter(({ records }) => records.some(each => each === record))
  const reason = itsCalls.at(-1)?.error ?? 'reported in batchItemFailures, or after one that was'
  return {
    sequenceNumber: numberOf(record),
    eventName: record?.eventName,
    outcome: isFailed ? 'failed' : 'succeeded',
    invocations: itsCalls.length,
    ...(isFailed && { reason }),
  }
}

/**
 * Delivers captured records to a Lambda handler as an event source mapping does, and reports what became of each:
 * records in order, in batches; a partial response brings back everything from its lowest identifier on; a batch that
 * fails as a whole is halved, until the record that fails it is alone. There is no waiting between tries.
 *
 * @param handler returns or promises its response
 * @param fixture path of a file that `tailrace capture` wrote, of a Lambda event, of an on-failure object from S3, or
 * records
 * @example
 * ```ts
 * const { records } = await replayFixture(handler, 'test/fixtures/orders.ndjson')
 * expect(records.map(({ outcome }) => outcome)).not.toContain('failed')
 * ```
 * @throws PipelineError `replay.input-unreadable`
 */
export const replayFixture = async <Event = StreamEvent, Context = LocalContext>(
  handler: (event: Event, context: Context, callback: never) => unknown,
  fixture: string | URL | readonly StreamRecord[],
  options: ReplayFixtureOptions = {},
): Promise<FixtureReport> => {
  const { batchSize = 100, maxTries = 3, functionName = 'fixture', timeoutMs = 30_000 } = options
  const { clock = systemClock, reportBatchItemFailures = true } = options
  const calls: Call[] = []
  // A handler may name its types as it likes: what it is given has the shape of Lambda's.
  const call = handler as (event: unknown, context: unknown) => unknown
  const inProcess = inProcessFunction({ functionName, handler: call, clock, timeoutMs })
  const target = watched(inProcess, calls)
  let ids = 0
  const newId = (): string => `invocation-${(ids += 1)}`
  const failed = new Set<StreamRecord>()
  const batches = batchesIn(fixture)
  for (const batch of batches.flatMap(records => chunksOf(records, batchSize))) {
    const delivered = await deliver(batch, {
      target,
      clock: withoutWaiting(clock),
      newId,
      maxTries,
      reportsItems: reportBatchItemFailures,
      onInvoke: () => undefined,
    })
    for (const record of delivered.failed) failed.add(record)
  }
  return {
    records: batches.flat().map(record => recordReport(record, calls, failed.has(record))),
    invocations: calls.map(({ records, ...rest }) => ({ sequenceNumbers: records.map(numberOf), ...rest })),
  }
}
