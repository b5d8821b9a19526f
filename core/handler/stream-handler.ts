import { randomUUID } from 'node:crypto'
import { channel } from 'node:diagnostics_channel'
import type { BlobStore } from '../blob/blob-store.ts'
import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import type { BatchResponse } from '../dispatch/response.ts'
import { dispatch } from '../dispatch/dispatch.ts'
import type { FaultInjector } from '../dispatch/fault-injector.ts'
import type { DispatchOptions } from '../dispatch/options.ts'
import type { DispatchReport } from '../dispatch/report.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { fieldOf } from '../errors/cause-chain.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { ClaimStore } from '../ledger/claim-store.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import type { Logger } from '../logger.ts'
import { jsonLogger } from '../logger.ts'
import type { Observers } from '../observe/observers.ts'
import type { Opens } from '../opens.ts'
import { openAll } from '../opens.ts'
import type { ParkingStore } from '../parking/parking-store.ts'
import type { ArrivedEvent } from '../record/arrived-event.ts'
import type { OriginRules } from '../record/origin.ts'
import type { ItemSource } from '../refresh/item-source.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { Registry } from '../registry/registry.ts'

/**
 * Name of the `node:diagnostics_channel` on which a {@link DispatchReport} of every batch is published. Without a
 * subscriber no report is made, so it costs nothing in production.
 */
export const reportChannel = 'tailrace:report'

/** What is read of Lambda's context. @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface LambdaContext {
  readonly functionName: string
  readonly getRemainingTimeInMillis: () => number
}

/** What {@link streamHandler} takes. */
export interface StreamHandlerOptions {
  /** Where finished effects are remembered for a retry. */
  readonly ledger: LedgerStore
  /** Where changes go that no retry can help. */
  readonly parking: ParkingStore
  /** Separates the ledgers of stages. @defaultValue 'dev' */
  readonly stage?: string
  /** @defaultValue the name in Lambda's context */
  readonly functionName?: string
  /**
   * Attempts before a change is parked. MaximumRetryAttempts has to exceed it by 5 or more, because crashes and
   * failed parks use up retries too. @defaultValue 5
   */
  readonly maxAttempts?: number
  /**
   * Milliseconds from a change's first failure after which its failed tries count as attempts, where nothing says
   * whose fault they are. MaximumRetryAttempts has to leave room for them. @defaultValue 300,000
   */
  readonly blameAfterMs?: number
  /**
   * Milliseconds since an item was written after which its change is parked at a failed try, while the ledger cannot
   * be written and so no attempt counted. Longer than outages last. @defaultValue 3,600,000
   */
  readonly parkAfterAgeMs?: number
  /** `false` keeps the keys of items out of every log line. @defaultValue true */
  readonly logKeys?: boolean
  /** Lanes of one processor at once. @defaultValue 50 */
  readonly concurrency?: number
  /** Milliseconds kept back for the ledger. @defaultValue 1,000, at most a fifth of the time that is left */
  readonly reserveMs?: number
  /** Days that ledger entries are kept; longer than failure objects. @defaultValue 14 */
  readonly ledgerLifeDays?: number
  /** Where `strict` processors claim their effects; a registry that has one cannot do without. */
  readonly claims?: ClaimStore
  /** Makes ids that nobody else has, for claims. @defaultValue randomUUID */
  readonly newId?: () => string
  /** Where values lie that were offloaded from items. Without it a record that refers to one is parked when that is read. */
  readonly blobs?: BlobStore
  /** Reads items as they are now, so that what no version can decide is settled by the table itself. */
  readonly items?: ItemSource
  /** How writes of other regions and of the pipeline itself are told. @defaultValue DynamoDB's own marks */
  readonly originRules?: OriginRules
  /** Makes attempts fail on purpose, for tests. @defaultValue none */
  readonly faults?: FaultInjector
  /** What time it is, for deadlines and ages. @defaultValue systemClock */
  readonly clock?: Clock
  /** Where failures and what is parked are told of. @defaultValue jsonLogger */
  readonly logger?: Logger
  /** Told what became of each batch, or `observers(...)`. See also {@link reportChannel}. */
  readonly observe?: ((report: DispatchReport) => void) | Pick<Observers, 'watch'>
}

/** A Lambda function on a DynamoDB stream, with ReportBatchItemFailures: a `DynamoDBStreamHandler` of `@types/aws-lambda`. */
export interface StreamHandler extends Opens {
  /** Handles one batch. */
  (event: ArrivedEvent, context: LambdaContext): Promise<BatchResponse>
}

const dayMs = 86_400_000

const invalid = (option: string, problem: string): Error =>
  raise(deliveryFaults, 'delivery.option-invalid', { option, problem })

/** Options that are whole numbers, and the least that each may be. */
const least = {
  maxAttempts: 1,
  blameAfterMs: 0,
  parkAfterAgeMs: 0,
  concurrency: 1,
  reserveMs: 0,
  ledgerLifeDays: 1,
}

const known: readonly string[] = [
  ...Object.keys(least),
  ...([
    'ledger',
    'parking',
    'stage',
    'functionName',
    'logKeys',
    'claims',
    'newId',
    'blobs',
    'items',
    'originRules',
    'faults',
    'clock',
    'logger',
    'observe',
  ] satisfies (keyof StreamHandlerOptions)[]),
]

const checkNumber = (options: StreamHandlerOptions, option: keyof typeof least): void => {
  const value = options[option]
  if (value === undefined || (Number.isInteger(value) && value >= least[option])) return
  throw invalid(option, `must be a whole number from ${least[option]}, not ${value}`)
}

const check = ({ processors }: Registry, options: StreamHandlerOptions): void => {
  const unknown = Object.keys(options).find(name => !known.includes(name))
  if (unknown !== undefined) throw invalid(unknown, 'is not known')
  const { logKeys, claims, observe } = options
  const strict = processors.find(each => each.strict === true)
  if (strict !== undefined && claims === undefined)
    throw invalid('claims', `is missing, and the processor ${strict.name} is strict`)
  if (logKeys !== undefined && typeof logKeys !== 'boolean') throw invalid('logKeys', 'must be true or false')
  // Who writes JavaScript may give a list of observers, or null.
  if (observe !== undefined && typeof (fieldOf(observe, 'watch') ?? observe) !== 'function')
    throw invalid('observe', 'must be a function or observers(...)')
  for (const option of Object.keys(least) as (keyof typeof least)[]) checkNumber(options, option)
}

/** Reports go to whoever was named, and to subscribers of the channel if there are any at the moment. */
const observerOf = (observe: DispatchOptions['observe']): DispatchOptions['observe'] => {
  const reports = channel(reportChannel)
  if (!reports.hasSubscribers) return observe
  return report => {
    try {
      return observe?.(report)
    } finally {
      reports.publish(report)
    }
  }
}

/**
 * Makes the handler of a Lambda function out of a registry. The event source mapping needs
 * `FunctionResponseTypes: [ReportBatchItemFailures]`.
 *
 * @example
 * ```ts
 * export const handler = streamHandler(pipeline(process.env), {
 *   ledger: ledgerStore(process.env.LEDGER_URL),
 *   parking: parkingStore(process.env.PARK_URL),
 * })
 * ```
 * @throws PipelineError `delivery.option-invalid`; the handler itself rejects, so that Lambda retries the whole
 * batch, only with errors of disposition `stop`
 */
export const streamHandler = (registry: Registry, options: StreamHandlerOptions): StreamHandler => {
  check(registry, options)
  const { stage = 'dev', maxAttempts = 5, concurrency = 50, ledgerLifeDays = 14, logKeys = true } = options
  const { blameAfterMs = 300_000, parkAfterAgeMs = 3_600_000 } = options
  const {
    clock = systemClock,
    logger = jsonLogger,
    ledger,
    parking,
    blobs,
    items,
    originRules,
    faults,
    claims,
    newId = randomUUID,
  } = options
  const told = typeof options.observe === 'function' ? options.observe : undefined
  const watch = typeof options.observe === 'object' ? options.observe.watch : undefined
  const streamFunction: StreamHandler = async (event, context) => {
    // Whatever its fields are typed elsewhere, each is checked where it is read.
    const records = event.Records as readonly StreamRecord[]
    const remainingMs = context.getRemainingTimeInMillis()
    const observe = observerOf(told)
    return dispatch(registry, records, {
      functionName: options.functionName ?? context.functionName,
      stage,
      ledger,
      parking,
      maxAttempts,
      blameAfterMs,
      parkAfterAgeMs,
      logKeys,
      concurrency,
      ledgerLifeMs: ledgerLifeDays * dayMs,
      clock,
      logger,
      deadlineAtMs: clock.now() + remainingMs,
      reserveMs: options.reserveMs ?? Math.min(1_000, remainingMs / 5),
      ...(claims && { claims: { store: claims, newId } }),
      ...(blobs && { blobs }),
      ...(items && { items }),
      ...(originRules && { originRules }),
      ...(faults && { faults }),
      ...(observe && { observe }),
      ...(watch && { watch }),
    })
  }
  // What every healthy batch needs. Parking, blobs and items are for the others, and opened by them.
  const open = async (signal?: AbortSignal): Promise<void> =>
    openAll([ledger, ...registry.processors], signal)
  return Object.assign(streamFunction, { open })
}
