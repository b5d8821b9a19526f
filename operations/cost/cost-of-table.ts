import { openClients } from '../../adapters/dynamodb/open-clients.ts'
import { openCloudWatch } from '../../adapters/cloudwatch/open-cloudwatch.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { CostReport } from './cost-report.ts'
import { breakEvenOf, otherCosts } from './cost-report.ts'
import { costFaults } from './faults.ts'
import { costOptions } from './options.ts'
import type { PipelineSketch } from './pipeline/pipeline-cost.ts'
import { pipelineCosts } from './pipeline/pipeline-cost.ts'
import { readPrices } from './prices/read-prices.ts'
import { tablePrices } from './prices/table-prices.ts'
import { readDemand } from './read-demand.ts'
import { readTableFacts } from './read-table-facts.ts'
import type { TableDemand } from './demand.ts'
import type { TableFacts } from './table-facts.ts'
import type { ScalingSettings } from './simulate/auto-scaling.ts'

/** What {@link costOfTable} takes. */
export interface CostOfTableOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly tableName: string
  /** From 1 to 63. */
  readonly days: number
  /** Offer files; what none of them is about is taken from the shipped lists. */
  readonly priceFiles: readonly string[]
  readonly scaling: ScalingSettings
  /** What the pipeline's own cost is to be worked out for. */
  readonly pipeline: PipelineSketch | undefined
  readonly nowMs: number
  readonly signal: AbortSignal
}

/** Most days of points of five minutes: older ones are of an hour, which says nothing about throttling. */
const mostDays = 63

const describeTable = async (env: CostOfTableOptions['env'], tableName: string): Promise<TableFacts> => {
  const { table, streams } = openClients(env)
  try {
    return await readTableFacts(table, tableName)
  } finally {
    table.destroy()
    streams.destroy()
  }
}

const demandOf = async (facts: TableFacts, options: CostOfTableOptions): Promise<TableDemand> => {
  const { env, days, nowMs, signal } = options
  const cloudWatch = await openCloudWatch(env, facts.region)
  try {
    return await readDemand(cloudWatch, facts, { days, nowMs, signal })
  } finally {
    cloudWatch.client.destroy()
  }
}

/**
 * What a table costs, and what it would cost paid for in every other way. Reads only.
 *
 * @throws PipelineError `cost.*`, `cloudwatch.*`
 */
export const costOfTable = async (options: CostOfTableOptions): Promise<CostReport> => {
  const { env, tableName, days, scaling, pipeline } = options
  if (days < 1 || days > mostDays)
    throw raise(costFaults, 'cost.argument-invalid', {
      option: '--days',
      value: String(days),
      allowed: `a whole number from 1 to ${mostDays}`,
    })
  const facts = await describeTable(env, tableName)
  const lists = await readPrices(options.priceFiles, facts.region)
  const list = lists.get('AmazonDynamoDB')
  if (list === undefined) throw new Error('readPrices gives the prices of AmazonDynamoDB or throws')
  const prices = tablePrices(list)
  const demand = await demandOf(facts, options)
  const found = costOptions(facts, demand, prices, scaling)
  return {
    ...{ facts, prices, demand, options: found },
    breakEven: breakEvenOf(prices, found),
    other: otherCosts(facts, prices),
    pipeline: pipeline === undefined ? undefined : await pipelineCosts(pipeline, demand, lists),
  }
}
