import { metricNamespace } from '../metrics/embedded-metrics.ts'
import { waitingMetricNames } from '../redrive/waiting/waiting-metrics.ts'
import type { Alarm, AlarmMetric } from './alarm.ts'
import { alarm } from './alarm.ts'

const [waiting, age] = waitingMetricNames.parked

/** A metric of what is parked of a function: it is there where a schedule asks the function `redrive` for a report. */
export const waitingMetric = (functionName: string, metric: string = waiting): AlarmMetric => ({
  namespace: metricNamespace,
  metric,
  dimensions: { function: functionName },
  statistic: 'Maximum',
})

const daySeconds = 86_400
const manyObjects = 100

const costs = 'two custom metrics for each function'

/** The alarms of what waits for a redrive. Between two reports they stay as the last one has put them. */
export const waitingAlarms = (name: string, functionName: string): readonly Alarm[] => [
  alarm({
    id: 'ParkedAge',
    description: `The oldest parked change of ${name} has waited for more than a day.`,
    metrics: [waitingMetric(functionName, age)],
    periodSeconds: 300,
    periods: 1,
    threshold: daySeconds,
    because: 'who was told when it was parked has had a day; from here on it is forgotten',
    missing: 'ignore',
    costs,
  }),
  alarm({
    id: 'ParkedWaiting',
    description: `More than ${manyObjects} parked changes of ${name} wait for tailrace redrive.`,
    metrics: [waitingMetric(functionName)],
    periodSeconds: 300,
    periods: 1,
    threshold: manyObjects,
    because:
      'so many are no longer single items, but a processor or a sink that refuses whatever it is given',
    missing: 'ignore',
    costs,
  }),
]
