import type { CloudWatch } from '../../adapters/cloudwatch/open-cloudwatch.ts'
import type { MetricPaging, MetricQuery, MetricValues } from '../../adapters/cloudwatch/read-metrics.ts'
import { readMetrics } from '../../adapters/cloudwatch/read-metrics.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { UnitDemand, ResourceDemand, TableDemand } from './demand.ts'
import { costFaults } from './faults.ts'
import type { ResourceFacts, TableFacts } from './table-facts.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** CloudWatch keeps points of a minute so long, and those of five minutes up to 63 days. */
const minutesKeptMs = 15 * dayMs
/** The newest minutes may still be without what belongs to them. */
const lateMs = 5 * minuteMs
const coarse = 5

const metrics = [
  ['read', 'ConsumedReadCapacityUnits'],
  ['write', 'ConsumedWriteCapacityUnits'],
  ['readThrottles', 'ReadThrottleEvents'],
  ['writeThrottles', 'WriteThrottleEvents'],
] as const

type Side = (typeof metrics)[number][0]

/** A stretch of time with points of one length. */
interface Stretch {
  readonly startMs: number
  readonly endMs: number
  readonly periodSeconds: number
}

const floorTo = (ms: number, grid: number): number => Math.floor(ms / grid) * grid

/** Up to where there are points of a minute; older ones are of five. */
const stretches = (startMs: number, endMs: number, nowMs: number): readonly Stretch[] => {
  const grid = coarse * minuteMs
  const fromMs = Math.min(endMs, Math.max(startMs, floorTo(nowMs - minutesKeptMs, grid) + grid))
  const old = { startMs, endMs: fromMs, periodSeconds: coarse * 60 }
  const fine = { startMs: fromMs, endMs, periodSeconds: 60 }
  return [old, fine].filter(each => each.endMs > each.startMs)
}

const keyOf = (indexName: string | undefined, side: Side): string => JSON.stringify([indexName ?? null, side])

const queriesOf = ({ tableName, resources }: TableFacts, periodSeconds: number): readonly MetricQuery[] =>
  resources.flatMap(({ indexName }) =>
    metrics.map(([side, metricName]) => ({
      key: keyOf(indexName, side),
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensions: {
        TableName: tableName,
        ...(indexName !== undefined && { GlobalSecondaryIndexName: indexName }),
      },
      statistic: 'Sum',
      periodSeconds,
    })),
  )

/** Points of one side laid out by the minute; NaN where there is none. */
type Minutes = ReadonlyMap<string, Float64Array>

const layOut = (
  into: Float64Array,
  values: MetricValues,
  startMs: number,
  { periodSeconds }: Stretch,
): void => {
  const length = periodSeconds / 60
  for (const [atMs, sum] of values) {
    const minute = (atMs - startMs) / minuteMs
    for (let at = minute; at < minute + length; at += 1)
      if (at >= 0 && at < into.length) into[at] = sum / length
  }
}

const sideOf = (
  minutes: Minutes,
  { indexName }: ResourceFacts,
  side: 'read' | 'write',
): { readonly units: Float64Array; readonly throttledMinutes: number; readonly atLeastUnits: number } => {
  const units = Float64Array.from(minutes.get(keyOf(indexName, side)) ?? [], each => (isNaN(each) ? 0 : each))
  let [throttledMinutes, atLeastUnits] = [0, 0]
  for (const [minute, events] of (minutes.get(keyOf(indexName, `${side}Throttles`)) ?? []).entries()) {
    if (!(events > 0)) continue
    units[minute] = (units[minute] ?? 0) + events
    throttledMinutes += 1
    atLeastUnits += units[minute]
  }
  return { units, throttledMinutes, atLeastUnits }
}

const resourceDemand = (facts: ResourceFacts, minutes: Minutes): ResourceDemand => {
  const [read, write] = [sideOf(minutes, facts, 'read'), sideOf(minutes, facts, 'write')]
  const demand: UnitDemand = { read: read.units, write: write.units }
  const seen = (['read', 'write'] as const).map(side => minutes.get(keyOf(facts.indexName, side)))
  const minutesWithoutData = demand.read.reduce(
    (count, _, minute) => (seen.every(side => isNaN(side?.[minute] ?? NaN)) ? count + 1 : count),
    0,
  )
  return {
    ...facts,
    demand,
    throttled: {
      minutes: read.throttledMinutes + write.throttledMinutes,
      atLeastUnits: read.atLeastUnits + write.atLeastUnits,
    },
    minutesWithoutData,
  }
}

/** Over which time demand is read. */
export interface DemandWindow extends MetricPaging {
  readonly days: number
  readonly nowMs: number
}

/** Ends a few minutes ago, and begins no earlier than the table did. */
const windowOf = ({ createdAtMs = 0 }: TableFacts, { days, nowMs }: DemandWindow) => {
  const grid = coarse * minuteMs
  const endMs = floorTo(nowMs - lateMs, grid)
  return { startMs: Math.max(endMs - days * dayMs, floorTo(createdAtMs, grid)), endMs }
}

/**
 * Reads what was consumed of a table and its indexes, and what was throttled.
 *
 * @throws PipelineError `cost.no-metrics`, `cloudwatch.*`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
export const readDemand = async (
  cloudWatch: CloudWatch,
  facts: TableFacts,
  window: DemandWindow,
): Promise<TableDemand> => {
  const { startMs, endMs } = windowOf(facts, window)
  const minutes = Math.max(0, (endMs - startMs) / minuteMs)
  const laidOut = new Map<string, Float64Array>()
  for (const { key } of queriesOf(facts, 60)) laidOut.set(key, new Float64Array(minutes).fill(NaN))
  const parts = stretches(startMs, endMs, window.nowMs)
  for (const part of parts) {
    const found = await readMetrics(cloudWatch, queriesOf(facts, part.periodSeconds), part, window)
    for (const [key, values] of found) layOut(laidOut.get(key) ?? new Float64Array(), values, startMs, part)
  }
  const { tableName, region } = facts
  const resources = facts.resources.map(each => resourceDemand(each, laidOut))
  if (resources.every(({ minutesWithoutData }) => minutesWithoutData === minutes))
    throw raise(costFaults, 'cost.no-metrics', { tableName, region, days: window.days })
  const fine = parts.find(({ periodSeconds }) => periodSeconds === 60)
  return { startMs, minutes, exactFromMinute: ((fine?.startMs ?? endMs) - startMs) / minuteMs, resources }
}
