import type { WaitingCount, WaitingObjects } from './count-waiting.ts'

/** Namespace of the metrics of what waits. */
export const waitingNamespace = 'Tailrace'

/** Names of the metrics: how many wait, and for how many seconds the oldest does. */
export const waitingMetricNames = {
  parked: ['ParkedWaiting', 'ParkedAge'],
  givenUp: ['GivenUpWaiting', 'GivenUpAge'],
} as const

const line = (
  functionName: string,
  [objects, age]: readonly [objects: string, age: string],
  count: WaitingCount,
  atMs: number,
): string =>
  JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: waitingNamespace,
          Dimensions: [['function']],
          Metrics: [
            { Name: objects, Unit: 'Count' },
            ...(count.objects > 0 && count.oldestMs === undefined ? [] : [{ Name: age, Unit: 'Seconds' }]),
          ],
        },
      ],
    },
    function: functionName,
    [objects]: count.objects,
    // A place that gives no times leaves the age out; where nothing waits, nothing is old.
    ...(count.objects === 0 && { [age]: 0 }),
    ...(count.oldestMs !== undefined && { [age]: Math.max(0, Math.round((atMs - count.oldestMs) / 1_000)) }),
  })

/**
 * What waits as lines in CloudWatch's embedded metric format, one for each function, 0 included: so an alarm can tell
 * nothing waiting from nobody counting. What Lambda gave up names no function, and goes by the one that counted.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const waitingMetrics = (
  { parked, givenUp }: WaitingObjects,
  { countedBy, atMs }: { readonly countedBy: string; readonly atMs: number },
): readonly string[] => [
  ...[...parked].map(([name, count]) => line(name, waitingMetricNames.parked, count, atMs)),
  line(countedBy, waitingMetricNames.givenUp, givenUp, atMs),
]
