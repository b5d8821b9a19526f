import type { EngineEvent } from './events.ts'

/** Counts that CloudWatch keeps of a mapping whose MetricsConfig names EventCount. */
export const eventCounts = [
  'PolledEventCount',
  'FilteredOutEventCount',
  'InvokedEventCount',
  'FailedInvokeEventCount',
  'DroppedEventCount',
  'OnFailureDestinationDeliveredEventCount',
] as const

/** The figures that CloudWatch has of a mapping on a DynamoDB stream, and one of AWS's older reading. */
export type MetricName =
  | 'PolledEventCount'
  | 'FilteredOutEventCount'
  | 'InvokedEventCount'
  | 'FailedInvokeEventCount'
  | 'DroppedEventCount'
  | 'OnFailureDestinationDeliveredEventCount'
  /** Age of a batch's last record when the function was through with it, in milliseconds. */
  | 'IteratorAge'
  /** The same when the batch went to the function, as an older text of AWS has it. */
  | 'IteratorAgeAtReceipt'
  | 'DestinationDeliveryFailures'

/**
 * One minute of a figure, in CloudWatch's words.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export interface MetricPoint {
  readonly MetricName: MetricName
  readonly EventSourceMappingUUID: string
  /** Epoch milliseconds at which the minute begins. */
  readonly minuteMs: number
  readonly Unit: 'Count' | 'Milliseconds'
  readonly SampleCount: number
  readonly Sum: number
  readonly Maximum: number
}

/** Figures that grow with the events that they are told of. */
export interface Metrics {
  /** Takes an event into account. */
  readonly note: (event: EngineEvent) => void
  /** What has been counted so far, of the families that are asked for. */
  readonly points: (families: readonly 'EventCount'[]) => readonly MetricPoint[]
}

type Sample = readonly [MetricName, number | undefined]

const discardSamples = (event: Extract<EngineEvent, { readonly event: 'Discarded' }>): readonly Sample[] => [
  ['DroppedEventCount', event.records.length],
]

const samplesOf = (event: EngineEvent): readonly Sample[] => {
  switch (event.event) {
    case 'RecordSeen':
      return [['PolledEventCount', 1]]
    case 'FilterDecided':
      return event.admitted ? [] : [['FilteredOutEventCount', 1]]
    case 'InvokeStarted':
      return [['IteratorAgeAtReceipt', event.iteratorAgeMs]]
    case 'InvokeEnded': {
      const failed: readonly Sample[] =
        event.result === 'failure' || event.result === 'partial'
          ? [['FailedInvokeEventCount', event.size]]
          : []
      if (event.result === 'not-invoked') return []
      return [['InvokedEventCount', event.size], ...failed, ['IteratorAge', event.iteratorAgeMs]]
    }
    case 'Discarded':
      return discardSamples(event)
    case 'DestinationDelivered':
      return [['OnFailureDestinationDeliveredEventCount', event.size]]
    case 'DestinationFailed':
      return [['DestinationDeliveryFailures', 1]]
    default:
      return []
  }
}

const minute = 60_000

/**
 * Counts what CloudWatch counts, by the minute.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export const newMetrics = (): Metrics => {
  const points = new Map<string, MetricPoint>()

  const add = (MetricName: MetricName, value: number, { mapping, atMs }: EngineEvent): void => {
    const minuteMs = atMs - (atMs % minute)
    const place = `${mapping} ${MetricName} ${minuteMs}`
    const { SampleCount = 0, Sum = 0, Maximum = value } = points.get(place) ?? {}
    points.set(place, {
      MetricName,
      EventSourceMappingUUID: mapping,
      minuteMs,
      Unit: MetricName.startsWith('IteratorAge') ? 'Milliseconds' : 'Count',
      SampleCount: SampleCount + 1,
      Sum: Sum + value,
      Maximum: Math.max(Maximum, value),
    })
  }

  return {
    note: event => {
      for (const [name, value] of samplesOf(event)) if (value !== undefined) add(name, value, event)
    },
    points: families =>
      [...points.values()].filter(
        ({ MetricName }) =>
          families.includes('EventCount') || !(eventCounts as readonly string[]).includes(MetricName),
      ),
  }
}
