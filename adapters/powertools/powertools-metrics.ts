import type { BatchFigures, Observer, ProcessorFigures } from '../../core/observe/observer.ts'
import type { MetricSet, MetricsLike } from './metrics-like.ts'
import { mostValues, publishMetrics } from './metrics-like.ts'

const setOf = (batch: BatchFigures, figures: ProcessorFigures): MetricSet => ({
  dimensions: { function: batch.functionName, processor: figures.processor },
  metadata: {
    stream: batch.streamArn,
    firstSequenceNumber: batch.firstSequenceNumber,
    lastSequenceNumber: batch.lastSequenceNumber,
  },
  counts: {
    Received: figures.received,
    Filtered: figures.filtered,
    Applied: figures.applied,
    Unchanged: figures.unchanged,
    Parked: figures.parked,
    Retried: figures.retried,
  },
  times: { WriteToEffect: figures.writeToEffectMs, HandlerTime: figures.callMs },
})

interface SinkFigures {
  readonly times: number[]
  failed: number
}

/**
 * Gives the figures of each batch to a Metrics of Powertools, which writes them as lines of the log in CloudWatch's
 * embedded metric format. Of each processor, with the dimensions `function` and `processor`: `Received`, `Filtered`,
 * `Applied`, `Unchanged`, `Parked`, `Retried` (counts), `WriteToEffect` and `HandlerTime` (milliseconds). Of each sink
 * that `Observers.sink` gave, with the dimension `sink`: `SinkTime` and `SinkFailed`. Powertools adds `service`.
 *
 * @param metrics an instance of your own, best of its own: what is stored in it is published before each batch's
 * @param nowMs milliseconds that only grow @defaultValue performance.now
 * @example
 * ```ts
 * import { Metrics } from '@aws-lambda-powertools/metrics'
 * const observe = observers(powertoolsMetrics(new Metrics({ namespace: 'Tailrace', serviceName: 'shop' })))
 * ```
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const powertoolsMetrics = (
  metrics: MetricsLike,
  nowMs: () => number = () => performance.now(),
): Observer => {
  const sinks = new Map<string, SinkFigures>()
  const publishSink = (sink: string, { times, failed }: SinkFigures): void => {
    sinks.delete(sink)
    const counts = { SinkFailed: failed }
    publishMetrics(metrics, { dimensions: { sink }, metadata: {}, counts, times: { SinkTime: times } })
  }
  const note = (sink: string, tookMs: number, failed: number): void => {
    const figures = sinks.get(sink) ?? { times: [], failed: 0 }
    sinks.set(sink, figures)
    figures.times.push(tookMs)
    figures.failed += failed
    // A sink may be called where no batch is: what is kept is bounded.
    if (figures.times.length >= mostValues) publishSink(sink, figures)
  }
  return {
    name: 'powertools-metrics',
    sink: async ({ sink }, run) => {
      const startedMs = nowMs()
      const { failed } = await run()
      note(sink, nowMs() - startedMs, failed)
    },
    figures: batch => {
      for (const figures of batch.processors)
        if (figures.received > 0) publishMetrics(metrics, setOf(batch, figures))
      for (const [sink, figures] of sinks) publishSink(sink, figures)
    },
  }
}
