import { raise } from '../../../core/errors/pipeline-error.ts'
import type { TableDemand } from '../demand.ts'
import { costFaults } from '../faults.ts'
import type { Money, Price } from '../money.ts'
import { costOfWhole, dividedBy, hoursOfMonth } from '../money.ts'
import { findPrice, needPrice } from '../prices/find-price.ts'
import type { PriceLists } from '../prices/read-prices.ts'
import type { MappingRun, MappingSketch } from './run-minutes.ts'
import { runMinutes } from './run-minutes.ts'

/** The function whose cost is asked for, as far as it decides it. */
export interface PipelineSketch {
  readonly memoryMb: number
  readonly architecture: 'arm64' | 'x86_64'
  /** Of the stream: one or more for each partition of the table. */
  readonly shards: number
  /** What an invocation takes whatever is in it, and for each change. */
  readonly invocationMs: number
  readonly changeMs: number
  readonly batchSizes: readonly number[]
  readonly windowsSeconds: readonly number[]
}

/** What one setting of batch size and window needs and costs in a month of 730 hours. */
export interface PipelineCost {
  readonly batchSize: number
  readonly windowSeconds: number
  readonly changes: number
  readonly invocations: number
  readonly gbSeconds: number
  /** Reads of the resume ledger: one for a batch that nothing went wrong with. */
  readonly ledgerReads: number
  /** A bulk request for a batch, where there is a search index. */
  readonly bulkRequests: number
  /** An object for a batch, where an audit goes to S3. */
  readonly auditObjects: number
  readonly lambda: Money
  readonly ledger: Money
  /** For an audit in S3; `undefined` without prices of S3. */
  readonly audit: Money | undefined
}

/** Changes that a run is made of: more would say the same. */
const mostChanges = 20_000
const mostMinutes = 60
/** What a partition writes in a minute at most. */
const shardsMost = 60_000

interface Prices {
  readonly request: Price
  readonly gbSecond: Price
  readonly ledgerRead: Price
  readonly s3Put: Price | undefined
}

const pricesFrom = (lists: PriceLists, { architecture }: PipelineSketch): Prices => {
  const [dynamoDb, lambda, s3] = (['AmazonDynamoDB', 'AWSLambda', 'AmazonS3'] as const).map(code =>
    lists.get(code),
  )
  if (dynamoDb === undefined || lambda === undefined)
    throw raise(costFaults, 'cost.price-missing', {
      file: dynamoDb?.source ?? 'the price list',
      usageType: 'Lambda-GB-Second of AWSLambda (give its offer file with --prices too)',
    })
  return {
    request: needPrice(lambda, 'Request'),
    gbSecond: needPrice(lambda, architecture === 'arm64' ? 'Lambda-GB-Second-ARM' : 'Lambda-GB-Second'),
    ledgerRead: needPrice(dynamoDb, 'ReadRequestUnits'),
    s3Put: s3 && findPrice(s3, 'Requests-Tier1'),
  }
}

/** Writes of the table: a change takes one unit or more, so there are no more changes than these. */
const writesOf = ({ resources }: TableDemand): number =>
  resources
    .filter(({ indexName }) => indexName === undefined)
    .reduce((sum, { demand }) => sum + demand.write.reduce((all, units) => all + units, 0), 0)

/** One shard for so many minutes at the mean of the window: what of all shards happens in each of them. */
const runShard = async (changesPerMinute: number, mapping: MappingSketch): Promise<MappingRun> => {
  const minutes = Math.max(1, Math.min(mostMinutes, Math.floor(mostChanges / changesPerMinute)))
  return runMinutes(
    Array.from({ length: minutes }, () => changesPerMinute),
    mapping,
  )
}

const costOfRun = (
  run: MappingRun,
  monthly: number,
  { memoryMb }: PipelineSketch,
  prices: Prices,
): Omit<PipelineCost, 'batchSize' | 'windowSeconds'> => {
  const scale = run.changes === 0 ? 0 : monthly / run.changes
  const invocations = Math.round(run.invocations * scale)
  const mbMs = BigInt(Math.round(run.durationMs * scale)) * BigInt(memoryMb)
  const of = (count: number, price: Price): Money => costOfWhole(BigInt(count), price)
  return {
    changes: monthly,
    invocations,
    gbSeconds: Number(mbMs / 1_024n) / 1_000,
    ...{ ledgerReads: invocations, bulkRequests: invocations, auditObjects: invocations },
    lambda: of(invocations, prices.request) + dividedBy(costOfWhole(mbMs, prices.gbSecond), 1_024_000n),
    ledger: of(invocations, prices.ledgerRead),
    audit: prices.s3Put === undefined ? undefined : of(invocations, prices.s3Put),
  }
}

/**
 * What the functions on the table's stream cost for each batch size and window: from runs of the engine over changes
 * as many as the table's write units were, at most, spread evenly.
 *
 * @throws PipelineError `cost.price-missing`
 */
export const pipelineCosts = async (
  sketch: PipelineSketch,
  demand: TableDemand,
  lists: PriceLists,
): Promise<readonly PipelineCost[]> => {
  const prices = pricesFrom(lists, sketch)
  const perMinute = writesOf(demand) / demand.minutes
  const monthly = Math.round(perMinute * 60 * Number(hoursOfMonth))
  const ofShard = Math.min(shardsMost, perMinute / sketch.shards)
  const found: PipelineCost[] = []
  for (const batchSize of sketch.batchSizes) {
    for (const windowSeconds of sketch.windowsSeconds) {
      const run = await runShard(ofShard, { ...sketch, shards: 1, batchSize, windowSeconds })
      found.push({ batchSize, windowSeconds, ...costOfRun(run, monthly, sketch, prices) })
    }
  }
  return found
}
