import { randomUUID } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { FloatRule } from '../core/attributes/number-text.ts'
import type { Clock } from '../core/clock.ts'
import { systemClock } from '../core/clock.ts'
import { checkOptions } from '../core/options.ts'
import type { CapacityUse } from './calls/capacity.ts'
import { checkWhole } from './whole-number.ts'

/** Names of the key attributes of a table or an index. */
export interface KeyNames {
  /** In AWS's words the hash key. */
  readonly partitionKey: string
  /** In AWS's words the range key; left out where there is none. */
  readonly sortKey?: string
}

/** How often, and after what pause, a throttled call is made again. */
export interface RetryLimits {
  /** Calls in all, the first one included. @defaultValue 10 */
  readonly maxAttempts: number
  /** The longest pause before the second call; it doubles from call to call. @defaultValue 25 */
  readonly baseDelayMs: number
  /** @defaultValue 2000 */
  readonly maxDelayMs: number
}

/** What {@link table} takes. */
export interface TableOptions {
  /** Its own retries are set aside for the calls of this table, so that attempts do not multiply. */
  readonly client: DynamoDBClient
  /** The table that every call names. */
  readonly tableName: string
  /** The table's own. */
  readonly keys: KeyNames
  /** Global and local secondary indexes by name. @defaultValue none */
  readonly indexes?: Readonly<Record<string, KeyNames>>
  /** What pauses between calls are measured by. @defaultValue systemClock */
  readonly clock?: Clock
  /** Numbers from 0 to 1, for jitter. @defaultValue Math.random */
  readonly random?: () => number
  /** Texts that never repeat, of at most 36 characters, for the tokens of transactions. @defaultValue randomUUID */
  readonly newId?: () => string
  /** What is left out has its default. */
  readonly retry?: Partial<RetryLimits>
  /** Told after every call what it consumed. See also `metered`. */
  readonly onCapacity?: ((use: CapacityUse) => void) | undefined
  /** What to do about a JS number that looks like the rest of float arithmetic. @defaultValue 'refuse' */
  readonly floats?: FloatRule
  /** True leaves attributes out that are `undefined`; otherwise they are an error. @defaultValue false */
  readonly removeUndefined?: boolean
}

/** A table with everything that its reads and writes need; frozen data, one per process or one per call, as you like. */
export interface Table extends Required<Omit<TableOptions, 'retry'>> {
  /** With defaults where nothing was given. */
  readonly retry: RetryLimits
}

const dayMs = 86_400_000

const optionNames = [
  'client',
  'tableName',
  'keys',
  'indexes',
  'clock',
  'random',
  'newId',
  'retry',
  'onCapacity',
  'floats',
  'removeUndefined',
]

/** Beside throttled calls stands a loop, which needs an end. @throws PipelineError `query.option-invalid` */
const retryLimits = (retry: Partial<RetryLimits> = {}): RetryLimits => {
  const limits = { maxAttempts: 10, baseDelayMs: 25, maxDelayMs: 2_000, ...retry }
  checkWhole('retry.maxAttempts', limits.maxAttempts, 1, 1_000)
  checkWhole('retry.baseDelayMs', limits.baseDelayMs, 0, dayMs)
  checkWhole('retry.maxDelayMs', limits.maxDelayMs, 0, dayMs)
  return Object.freeze(limits)
}

/**
 * The same client without its own retries; settings, connections and credentials are shared. Other middleware stands
 * beside the one for retries, so a step that does nothing takes its place.
 */
const withoutRetries = (client: DynamoDBClient): DynamoDBClient => {
  const stack = client.middlewareStack as DynamoDBClient['middlewareStack'] | undefined
  // A stand-in with nothing but `send` retries nothing.
  if (stack === undefined) return client
  const middlewareStack = stack.clone()
  middlewareStack.add(next => async args => next(args), {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  })
  return Object.create(client, { middlewareStack: { value: middlewareStack } }) as DynamoDBClient
}

/**
 * A table to read and write.
 *
 * @example
 * ```ts
 * const shop = table({
 *   client: new DynamoDBClient({}),
 *   tableName: 'shop',
 *   keys: { partitionKey: 'PK', sortKey: 'SK' },
 *   indexes: { GSI1: { partitionKey: 'GSI1PK', sortKey: 'GSI1SK' } },
 * })
 * ```
 * @throws PipelineError `registry.option-unknown`, `query.option-invalid`
 */
export const table = (options: TableOptions): Table => {
  checkOptions('table', options, optionNames)
  const { client, tableName, keys, indexes = {}, clock = systemClock, random = Math.random } = options
  const { newId = randomUUID, retry, onCapacity, floats = 'refuse', removeUndefined = false } = options
  return Object.freeze({
    client: withoutRetries(client),
    tableName,
    keys: Object.freeze({ ...keys }),
    indexes: Object.freeze({ ...indexes }),
    clock,
    random,
    newId,
    retry: retryLimits(retry),
    onCapacity,
    floats,
    removeUndefined,
  })
}
