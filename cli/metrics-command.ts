import { raise } from '../core/errors/pipeline-error.ts'
import { metricFaults } from '../operations/metrics/faults.ts'
import type { MetricAsked, MetricSeries } from '../operations/metrics/metric-series.ts'
import { metricSeries } from '../operations/metrics/metric-series.ts'
import { plotLines } from '../operations/plot/plot-lines.ts'
import type { AwsPlaceOptions } from './aws-place.ts'
import { atPlace } from './aws-place.ts'
import { timeIn } from './duration.ts'
import { exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace metrics`, as they were given. */
export interface MetricsCommandOptions extends AwsPlaceOptions {
  readonly table?: string
  readonly index?: string
  readonly operation?: string
  readonly function?: string
  readonly metric: string
  readonly since: string
  readonly statistic?: string
  readonly period?: number
  readonly output: 'human' | 'json'
}

const statistics = /^(Sum|Average|Minimum|Maximum|SampleCount|IQM|(p|tm|tc|ts|wm)(100|\d{1,2})(\.\d{1,10})?)$/

const refuse = (option: string, value: string, allowed: string): Error =>
  raise(metricFaults, 'metrics.argument-invalid', { option, value, allowed })

const statisticOf = ({ statistic, metric }: MetricsCommandOptions): string => {
  if (statistic === undefined) return /Latency|Duration|Age|Utilization/.test(metric) ? 'Average' : 'Sum'
  if (statistics.test(statistic)) return statistic
  throw refuse('--statistic', statistic, 'Sum, Average, Minimum, Maximum, SampleCount or a percentile as p99')
}

const sinceMsOf = ({ since }: MetricsCommandOptions, nowMs: number): number => {
  const ms = timeIn(since, nowMs)
  if (ms !== undefined && ms < nowMs && nowMs - ms <= 455 * 86_400_000) return ms
  throw refuse('--since', since, 'an ISO time or a duration as 3h or 14d, up to 455d ago')
}

const placeOf = (options: MetricsCommandOptions): Pick<MetricAsked, 'namespace' | 'dimensions'> => {
  const { table, index, operation, function: functionName } = options
  if ((table === undefined) === (functionName === undefined))
    throw refuse('--table', table ?? '', 'given, or --function, and not both')
  if (table === undefined || functionName !== undefined)
    return { namespace: 'AWS/Lambda', dimensions: { FunctionName: functionName ?? '' } }
  return {
    namespace: 'AWS/DynamoDB',
    dimensions: {
      TableName: table,
      ...(index !== undefined && { GlobalSecondaryIndexName: index }),
      ...(operation !== undefined && { Operation: operation }),
    },
  }
}

const iso = (ms: number): string => new Date(ms).toISOString()

const seriesLines = (
  asked: MetricAsked,
  { startMs, periodSeconds, values, gaps }: MetricSeries,
): readonly string[] => {
  const known = values.filter(value => value !== undefined)
  const [least, most] = [Math.min, Math.max].map(pick => known.reduce((a, b) => pick(a, b)))
  const sum = known.reduce((a, b) => a + b, 0)
  const endMs = startMs + values.length * periodSeconds * 1_000
  return [
    `${asked.metricName} (${asked.statistic}) of ${Object.values(asked.dimensions).join(', ')}, ${iso(startMs)} to ${iso(endMs)}, by ${periodSeconds} s`,
    ...plotLines(values),
    `${known.length} points: least ${least}, most ${most}, mean ${Number((sum / known.length).toPrecision(6))}${asked.statistic === 'Sum' ? `, sum ${sum}` : ''}`,
    ...gaps.map(gap => `no data from ${iso(gap.startMs)} to ${iso(gap.endMs)}`),
  ]
}

/** `tailrace metrics` */
export const metricsCommand = async (options: MetricsCommandOptions, terminal: Terminal): Promise<number> => {
  const { clock, out, env, signal } = atPlace(terminal, options)
  const nowMs = clock.now()
  const asked: MetricAsked = {
    ...placeOf(options),
    metricName: options.metric,
    statistic: statisticOf(options),
    periodSeconds: options.period,
    startMs: sinceMsOf(options, nowMs),
    endMs: nowMs,
  }
  const series = await metricSeries(asked, nowMs, env, { signal })
  if (options.output === 'human') for (const line of seriesLines(asked, series)) safeLine(out)(line)
  else
    json(out)({
      format: 1,
      ...{ namespace: asked.namespace, metric: asked.metricName, dimensions: asked.dimensions },
      ...{ statistic: asked.statistic, periodSeconds: series.periodSeconds },
      points: series.values.flatMap((value, at) =>
        value === undefined ? [] : [{ at: iso(series.startMs + at * series.periodSeconds * 1_000), value }],
      ),
      gaps: series.gaps.map(gap => ({ from: iso(gap.startMs), to: iso(gap.endMs) })),
    })
  return exitCodes.done
}
