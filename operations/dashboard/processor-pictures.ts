import { metricNamespace } from '../metrics/embedded-metrics.ts'
import type { LambdaPrices } from '../cost/prices/lambda-prices.ts'
import { shippedLambdaPrices } from '../cost/prices/lambda-prices.ts'
import type { DashboardPipeline } from './dashboard-pipeline.ts'
import type { Metric, Picture } from './definition.ts'

type OfPipeline = Pick<DashboardPipeline, 'functions' | 'namespace'> &
  Partial<Pick<DashboardPipeline, 'region'>>

/** Where the figures of processors come from; a function counts them only where it is told to. */
export const processorsNote =
  'figures by processor are there where the functions have `observers(powertoolsMetrics(...))`'

const [second, million, mebibytes] = [1_000, 1_000_000, 1_024]

/** All processors of a function: which there are is found by looking. */
const search = (namespace: string, functionName: string, metric: string, statistic: string): string =>
  `SEARCH('Namespace="${namespace}" MetricName="${metric}" function="${functionName}"', '${statistic}', 60)`

/** What a function's processors did, one picture for each figure. */
const figures: readonly (readonly [title: string, metric: string, statistic: string])[] = [
  ['Received', 'Received', 'Sum'],
  ['Filtered', 'Filtered', 'Sum'],
  ['Applied', 'Applied', 'Sum'],
  ['Unchanged: the sink held it, or something newer', 'Unchanged', 'Sum'],
  ['Parked', 'Parked', 'Sum'],
  ['Retried: what a bulk request refused among it', 'Retried', 'Sum'],
  ['From write to effect, p50, ms', 'WriteToEffect', 'p50'],
  ['From write to effect, p95, ms', 'WriteToEffect', 'p95'],
  ['From write to effect, p99, ms', 'WriteToEffect', 'p99'],
  ['Time of a call of a handler, p99, ms', 'HandlerTime', 'p99'],
]

const sinkPictures = (namespace: string): readonly Picture[] => {
  const ofSinks = (metric: string, statistic: string): Metric => [
    {
      expression: `SEARCH('Namespace="${namespace}" MetricName="${metric}"', '${statistic}', 60)`,
      label: '',
    },
  ]
  return [
    { title: 'Time of a call of a sink, p99, ms', stat: 'p99', metrics: [ofSinks('SinkTime', 'p99')] },
    { title: 'Failed calls of sinks', stat: 'Sum', metrics: [ofSinks('SinkFailed', 'Sum')] },
  ]
}

interface Billed {
  readonly metrics: readonly Metric[]
  readonly prices: LambdaPrices | undefined
}

/** What is billed for a million changes; in money too where a price of the region is known. */
const billedOf = (
  { functionName, memoryMb, architecture = 'x86_64' }: OfPipeline['functions'][number],
  at: number,
  { namespace = metricNamespace, region = '' }: OfPipeline,
): Billed | undefined => {
  if (memoryMb === undefined) return undefined
  const hidden = (id: string, metric: string): Metric => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    functionName,
    { id, stat: 'Sum', visible: false },
  ]
  const changes = `MAX(${search(namespace, functionName, 'Received', 'Sum')})`
  const per = (what: string): string => `${million} * ${what} / ${changes}`
  const seconds = `(d${at} / ${second}) * ${memoryMb / mebibytes}`
  const prices = shippedLambdaPrices(region, architecture)
  const money = prices && `(${seconds} * ${prices.gbSecond} + i${at} * ${prices.request})`
  return {
    prices,
    metrics: [
      hidden(`d${at}`, 'Duration'),
      hidden(`i${at}`, 'Invocations'),
      [{ expression: per(seconds), label: `GB-seconds of ${functionName}` }],
      [{ expression: per(`i${at}`), label: `Invocations of ${functionName}`, yAxis: 'right' }],
      ...(money === undefined
        ? []
        : [[{ expression: per(money), label: `${prices?.currency} of ${functionName}`, yAxis: 'right' }]]),
    ],
  }
}

const priceNote = (prices: LambdaPrices | undefined): string =>
  prices === undefined
    ? 'GB-seconds and invocations; no price of this region is known'
    : `GB-seconds, invocations and ${prices.currency}; prices: ${prices.source}`

const costPicture = (pipeline: OfPipeline): readonly Picture[] => {
  const billed = pipeline.functions.flatMap((each, at) => billedOf(each, at, pipeline) ?? [])
  if (billed.length === 0) return []
  const title = `What Lambda bills for a million changes (${priceNote(billed[0]?.prices)})`
  return [{ title, stat: 'Sum', metrics: billed.flatMap(({ metrics }) => metrics) }]
}

/** What processors and sinks did, as the functions count it themselves. */
export const processorPictures = (pipeline: OfPipeline): readonly Picture[] => {
  const { functions, namespace = metricNamespace } = pipeline
  return [
    ...figures.map(([title, metric, stat]): Picture => ({
      title: `${title}, by processor`,
      stat,
      metrics: functions.map(({ functionName }): Metric => [
        { expression: search(namespace, functionName, metric, stat), label: '' },
      ]),
    })),
    ...sinkPictures(namespace),
    ...costPicture(pipeline),
  ]
}
