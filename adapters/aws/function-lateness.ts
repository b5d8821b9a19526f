import { asError } from '../../core/errors/thrown.ts'
import type { MetricValues } from '../cloudwatch/read-metrics.ts'
import { readMetrics } from '../cloudwatch/read-metrics.ts'

/** How far behind functions are, in milliseconds. */
export interface FunctionLateness {
  /** As last told. */
  readonly nowMs: number
  /** The most since the time asked about. */
  readonly mostMs: number
}

interface Window {
  readonly sinceMs: number
  readonly nowMs: number
}

/** CloudWatch tells of a minute some minutes later. */
const lookBackMs = 600_000
const minuteMs = 60_000

const latestOf = (ages: MetricValues): number =>
  [...ages.keys()].reduce((latest, atMs) => Math.max(latest, atMs), -Infinity)

/** The SDK's client is the project's own to have: without it nobody knows. */
const cloudWatch = async () => import('@aws-sdk/client-cloudwatch').catch(() => undefined)

/**
 * How far functions were behind their streams, by Lambda's `IteratorAge`; the worst of all counts. `undefined` where no
 * batch came in that time, or where the project has no `@aws-sdk/client-cloudwatch`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * @throws what CloudWatch throws, as that it may not be asked
 */
export const functionLateness = async (
  functionNames: readonly string[],
  { sinceMs, nowMs }: Window,
  signal: AbortSignal,
): Promise<FunctionLateness | undefined> => {
  const sdk = await cloudWatch()
  if (sdk === undefined) return undefined
  const client = new sdk.CloudWatchClient({})
  const queries = functionNames.map(name => ({
    key: name,
    namespace: 'AWS/Lambda',
    metricName: 'IteratorAge',
    dimensions: { FunctionName: name },
    statistic: 'Maximum',
    periodSeconds: 60,
  }))
  const span = { startMs: Math.min(sinceMs, nowMs - lookBackMs), endMs: nowMs + minuteMs }
  try {
    const found = [...(await readMetrics({ client, sdk }, queries, span, { signal })).values()]
    const newest = found.flatMap(ages => ages.get(latestOf(ages)) ?? [])
    const all = found.map(ages => [...ages.values()].reduce((most, age) => Math.max(most, age), 0))
    return newest.length === 0 ? undefined : { nowMs: Math.max(...newest), mostMs: Math.max(...all) }
  } catch (error) {
    const { message } = asError(error)
    throw new Error(`CloudWatch does not say how late the functions are: ${message}`, { cause: error })
  } finally {
    client.destroy()
  }
}
