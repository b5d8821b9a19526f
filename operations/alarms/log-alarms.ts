import type { Alarm } from './alarm.ts'
import { alarm } from './alarm.ts'

/** A number that CloudWatch Logs takes out of lines that the pipeline writes. */
export interface LogMetric {
  readonly metric: string
  /** Which lines, in the language of metric filters. */
  readonly pattern: string
  /** What is added for each. */
  readonly value: string
}

/** What is counted in the log of a function with the pipeline, beside Lambda's own metrics. */
export const logMetrics: readonly LogMetric[] = [
  { metric: 'Parked', pattern: '{ $.parked > 0 }', value: '$.parked' },
  { metric: 'InDoubt', pattern: '{ $.code = "delivery.in-doubt" }', value: '$.records' },
  { metric: 'SinkTrouble', pattern: '{ $.scope = "sink" }', value: '1' },
  { metric: 'VersionInversions', pattern: '{ $.message = "version_inversion" }', value: '$.records' },
]

/** Namespace of the metrics that are taken out of a function's log. */
export const logNamespace = (functionName: string): string => `Tailrace/${functionName}`

const costs = 'metric filters of the log, priced as custom metrics when they count something'

/** The alarms of what a function's log says. */
export const logAlarms = (name: string, functionName: string): readonly Alarm[] => {
  const of = (metric: string) => [
    { namespace: logNamespace(functionName), metric, dimensions: {}, statistic: 'Sum' as const },
  ]
  return [
    alarm({
      id: 'Parked',
      description: `${name} has parked changes; they wait for tailrace redrive.`,
      metrics: of('Parked'),
      periodSeconds: 300,
      periods: 1,
      threshold: 0,
      because: 'a parked change does not come back by itself',
      costs,
    }),
    alarm({
      id: 'InDoubt',
      description: `Of an effect of ${name} nobody knows whether it took place; tailrace redrive --resolve ends that.`,
      metrics: of('InDoubt'),
      periodSeconds: 300,
      periods: 1,
      threshold: 0,
      because: 'only a person can say',
      costs,
    }),
    alarm({
      id: 'SinkTrouble',
      description: `A sink of ${name} has been refusing or not answering for a quarter of an hour; its changes wait.`,
      metrics: of('SinkTrouble'),
      periodSeconds: 300,
      periods: 3,
      threshold: 0,
      because: 'a restart or a throttled minute is over before three periods are',
      costs,
    }),
    alarm({
      id: 'VersionInversions',
      description: `${name} was given changes whose version attribute goes backwards: some writer breaks the rule.`,
      metrics: of('VersionInversions'),
      periodSeconds: 300,
      periods: 1,
      threshold: 0,
      because: 'each may leave something older in the index until verify mends it',
      costs,
    }),
  ]
}
