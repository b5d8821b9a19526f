import { asError } from '../../core/errors/thrown.ts'

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
  const asked = {
    StartTime: new Date(Math.min(sinceMs, nowMs - lookBackMs)),
    EndTime: new Date(nowMs + minuteMs),
    MetricDataQueries: functionNames.map((name, at) => ({
      Id: `age${at}`,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName: 'IteratorAge',
          Dimensions: [{ Name: 'FunctionName', Value: name }],
        },
        Period: 60,
        Stat: 'Maximum',
      },
    })),
  }
  const newest = new Map<string, { readonly atMs: number; readonly ageMs: number }>()
  let mostMs = 0
  try {
    for await (const page of sdk.paginateGetMetricData({ client }, asked, { abortSignal: signal }))
      for (const { Id = '', Values = [], Timestamps = [] } of page.MetricDataResults ?? [])
        Values.forEach((ageMs, place) => {
          const atMs = Timestamps[place]?.getTime() ?? 0
          if (atMs >= (newest.get(Id)?.atMs ?? 0)) newest.set(Id, { atMs, ageMs })
          mostMs = Math.max(mostMs, ageMs)
        })
    const ages = [...newest.values()].map(({ ageMs }) => ageMs)
    return ages.length === 0 ? undefined : { nowMs: Math.max(...ages), mostMs }
  } catch (error) {
    const { message } = asError(error)
    throw new Error(`CloudWatch does not say how late the functions are: ${message}`, { cause: error })
  } finally {
    client.destroy()
  }
}
