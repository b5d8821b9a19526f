import { embeddedMetrics } from '../../metrics/embedded-metrics.ts'
import type { WaitingCount, WaitingObjects } from './count-waiting.ts'

/** Names of the metrics: how many wait, and for how many seconds the oldest does. */
export const waitingMetricNames = {
  parked: ['ParkedWaiting', 'ParkedAge'],
  givenUp: ['GivenUpWaiting', 'GivenUpAge'],
} as const

/** A place that gives no times leaves the age out; where nothing waits, nothing is old. */
const ageOf = ({ objects, oldestMs }: WaitingCount, atMs: number): number | undefined => {
  if (objects === 0) return 0
  return oldestMs === undefined ? undefined : Math.max(0, Math.round((atMs - oldestMs) / 1_000))
}

const line = (
  functionName: string,
  [objects, age]: readonly [objects: string, age: string],
  count: WaitingCount,
  atMs: number,
): string => {
  const seconds = ageOf(count, atMs)
  return embeddedMetrics(
    { function: functionName },
    [
      { name: objects, value: count.objects, unit: 'Count' },
      ...(seconds === undefined ? [] : [{ name: age, value: seconds, unit: 'Seconds' as const }]),
    ],
    atMs,
  )
}

/**
 * What waits as lines in CloudWatch's embedded metric format, one for each function, 0 included: so an alarm can tell
 * nothing waiting from nobody counting. What Lambda gave up names no function, and goes by the one that counted.
 */
export const waitingMetrics = (
  { parked, givenUp }: WaitingObjects,
  { countedBy, atMs }: { readonly countedBy: string; readonly atMs: number },
): readonly string[] => [
  ...[...parked].map(([name, count]) => line(name, waitingMetricNames.parked, count, atMs)),
  line(countedBy, waitingMetricNames.givenUp, givenUp, atMs),
]
