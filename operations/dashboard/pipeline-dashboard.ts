import { eventCounts } from '../../engine/metrics.ts'
import type { DashboardBody, Metric, Picture } from './definition.ts'
import { placed } from './definition.ts'
import type { DashboardPipeline } from './dashboard-pipeline.ts'
import { processorPictures, processorsNote } from './processor-pictures.ts'
import { waitingPictures } from './waiting-pictures.ts'

/** How far the functions are behind, what they fail at, and what becomes of changes. */
export const pipelineDashboard = (pipeline: DashboardPipeline): DashboardBody => {
  const { name, region, functions } = pipeline
  const each = (metric: string): readonly Metric[] =>
    functions.map(({ functionName }) => ['AWS/Lambda', metric, 'FunctionName', functionName])
  const hourMs = 3_600_000
  const pictures: readonly Picture[] = [
    {
      title: 'Age of the last change of a batch, ms',
      stat: 'Maximum',
      metrics: each('IteratorAge'),
      // The stream keeps changes for a day.
      annotations: {
        horizontal: [
          { label: 'an hour', value: hourMs },
          { label: '20 of 24 hours', value: 20 * hourMs },
        ],
      },
    },
    { title: 'Invocations', stat: 'Sum', metrics: each('Invocations') },
    {
      title: 'Failed and throttled invocations',
      stat: 'Sum',
      metrics: [...each('Errors'), ...each('Throttles')],
    },
    { title: 'Duration, p99, ms', stat: 'p99', metrics: each('Duration') },
    ...functions.flatMap(({ functionName, mappingId }): readonly Picture[] =>
      mappingId === undefined
        ? []
        : [
            {
              title: `Changes of ${functionName}: read, filtered, given, failed, dropped`,
              stat: 'Sum',
              metrics: eventCounts.map(count => ['AWS/Lambda', count, 'EventSourceMappingUUID', mappingId]),
            },
          ],
    ),
    ...waitingPictures(pipeline),
    ...processorPictures(pipeline),
  ]
  return placed(`# Pipeline ${name}: ${processorsNote}`, pictures, region)
}
