import { metricNamespace } from '../metrics/embedded-metrics.ts'
import type { Alarm, AlarmMetric } from './alarm.ts'
import { alarm } from './alarm.ts'

/** What of a function its alarms depend on. */
export interface AlarmedFunction {
  /** As people call it. */
  readonly name: string
  readonly functionName: string
  readonly timeoutMs: number
  /** Of its mappings on the table. */
  readonly mappings: readonly string[]
}

const hourMs = 3_600_000

const ofFunction = (
  { functionName }: AlarmedFunction,
  metric: string,
  statistic: AlarmMetric['statistic'],
): AlarmMetric => ({
  namespace: 'AWS/Lambda',
  metric,
  dimensions: { FunctionName: functionName },
  statistic,
})

const lag = (each: AlarmedFunction): readonly Alarm[] => [
  alarm({
    id: 'Lag',
    description: `The oldest change that ${each.name} has not finished is more than an hour old.`,
    metrics: [ofFunction(each, 'IteratorAge', 'Maximum')],
    periodSeconds: 60,
    periods: 5,
    threshold: hourMs,
    because: 'retries and a short outage of a sink are over by then; there are 23 hours left',
  }),
  alarm({
    id: 'LagPage',
    description: `The oldest change that ${each.name} has not finished leaves the stream within four hours, and is lost then.`,
    metrics: [ofFunction(each, 'IteratorAge', 'Maximum')],
    periodSeconds: 60,
    periods: 5,
    threshold: 20 * hourMs,
    because: 'records stay for 24 hours; four are what it takes to wake somebody and to catch up',
  }),
]

const calls = (each: AlarmedFunction): readonly Alarm[] => [
  alarm({
    id: 'Errors',
    description: `${each.name} died or ran out of time; what a sink refuses is reported, and no error.`,
    metrics: [ofFunction(each, 'Errors', 'Sum')],
    periodSeconds: 300,
    periods: 1,
    threshold: 0,
    because: 'a function that reports partial failures has no error but a death',
  }),
  alarm({
    id: 'Throttles',
    description: `${each.name} is not started because others use up what the account or the function may.`,
    metrics: [ofFunction(each, 'Throttles', 'Sum')],
    periodSeconds: 60,
    periods: 10,
    threshold: 0,
    because: 'Lambda tries again by itself; ten minutes of it make the lag grow',
  }),
  alarm({
    id: 'Duration',
    description: `An invocation of ${each.name} took more than nine tenths of its timeout.`,
    metrics: [ofFunction(each, 'Duration', 'Maximum')],
    periodSeconds: 300,
    periods: 3,
    threshold: each.timeoutMs * 0.9,
    because: `nine tenths of ${each.timeoutMs} ms, three times in succession: the next one may be cut off`,
  }),
]

/** Metrics of a mapping are custom ones by price. */
const costs = 'EventCount metrics of the mapping, priced as custom metrics'

const counted = (metric: string, uuid: string): AlarmMetric => ({
  namespace: 'AWS/Lambda',
  metric,
  dimensions: { EventSourceMappingUUID: uuid },
  statistic: 'Sum',
})

const givenUp = ({ name, mappings }: AlarmedFunction): readonly Alarm[] =>
  mappings.flatMap((uuid, index) => {
    const suffix = index === 0 ? '' : `-${index + 1}`
    const rest = { periodSeconds: 300, periods: 1, threshold: 0, costs } as const
    return [
      alarm({
        id: `GivenUp${suffix}`,
        description: `Lambda gave up on a batch of ${name}; it lies in the failure destination until it is redriven.`,
        metrics: [counted('OnFailureDestinationDeliveredEventCount', uuid)],
        because: 'what lies there does not come back by itself',
        ...rest,
      }),
      alarm({
        id: `Dropped${suffix}`,
        description: `Lambda gave up on records of ${name} and could put them nowhere: they are lost when they leave the stream.`,
        metrics: [counted('DroppedEventCount', uuid)],
        because: 'each of them is a lost change',
        ...rest,
      }),
    ]
  })

/**
 * The alarms of a function on a stream.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export const functionAlarms = (each: AlarmedFunction): readonly Alarm[] => [
  ...lag(each),
  ...calls(each),
  ...givenUp(each),
]

/** Alarm of what `verify` finds: its metrics are there where it runs by a schedule. */
export const verifyAlarm = ({ stage, functionName }: { stage: string; functionName: string }): Alarm =>
  alarm({
    id: 'VerifyFinds',
    description: 'Documents stood different from their items at three looks; the log of verify names them.',
    metrics: [
      {
        namespace: metricNamespace,
        metric: 'VerifyMismatches',
        dimensions: { function: functionName, stage },
        statistic: 'Maximum',
      },
    ],
    periodSeconds: 300,
    periods: 1,
    threshold: 0,
    because: 'index and table are to be equal',
  })
