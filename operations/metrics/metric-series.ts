import { openCloudWatch } from '../../adapters/cloudwatch/open-cloudwatch.ts'
import type { MetricPaging } from '../../adapters/cloudwatch/read-metrics.ts'
import { readMetrics } from '../../adapters/cloudwatch/read-metrics.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { metricFaults } from './faults.ts'

/** Which metric, of what, how summed up. */
export interface MetricAsked {
  readonly namespace: string
  readonly metricName: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly statistic: string
  /** In seconds; without it the finest that CloudWatch still has for the whole time. */
  readonly periodSeconds: number | undefined
  readonly startMs: number
  readonly endMs: number
}

/** A stretch without points, the end left out. */
export interface MetricGap {
  readonly startMs: number
  readonly endMs: number
}

/** A metric over a time, on the grid of its period. */
export interface MetricSeries {
  readonly startMs: number
  readonly periodSeconds: number
  /** One for each period; `undefined` where there is no point. */
  readonly values: readonly (number | undefined)[]
  readonly gaps: readonly MetricGap[]
}

const dayMs = 86_400_000

/** Periods in seconds, and for how many days CloudWatch keeps points of them. */
const kept: readonly (readonly [periodSeconds: number, days: number])[] = [
  [60, 15],
  [300, 63],
  [3_600, 455],
]

/** The finest period that is kept for so long a time. */
const finestFor = (startMs: number, nowMs: number): number =>
  kept.find(([, days]) => nowMs - startMs <= days * dayMs)?.[0] ?? 3_600

const refuse = (option: string, value: string, allowed: string): Error =>
  raise(metricFaults, 'metrics.argument-invalid', { option, value, allowed })

const periodOf = ({ periodSeconds, startMs }: MetricAsked, nowMs: number): number => {
  const finest = finestFor(startMs, nowMs)
  if (periodSeconds === undefined) return finest
  if (periodSeconds > 0 && periodSeconds % finest === 0 && periodSeconds <= 86_400) return periodSeconds
  throw refuse(
    '--period',
    String(periodSeconds),
    `a multiple of ${finest} seconds for points that old, up to 86400`,
  )
}

const gapsIn = (
  values: readonly (number | undefined)[],
  startMs: number,
  stepMs: number,
): readonly MetricGap[] => {
  const gaps: MetricGap[] = []
  for (const [index, value] of values.entries()) {
    if (value !== undefined) continue
    const atMs = startMs + index * stepMs
    const last = gaps.at(-1)
    if (last?.endMs === atMs) gaps[gaps.length - 1] = { ...last, endMs: atMs + stepMs }
    else gaps.push({ startMs: atMs, endMs: atMs + stepMs })
  }
  return gaps
}

/**
 * Reads a metric, and says where it has no points.
 *
 * @throws PipelineError `metrics.*`, `cloudwatch.*`
 */
export const metricSeries = async (
  asked: MetricAsked,
  nowMs: number,
  env: Readonly<Record<string, string | undefined>>,
  paging: MetricPaging = {},
): Promise<MetricSeries> => {
  const periodSeconds = periodOf(asked, nowMs)
  const stepMs = periodSeconds * 1_000
  const startMs = Math.ceil(asked.startMs / stepMs) * stepMs
  const endMs = Math.floor(asked.endMs / stepMs) * stepMs
  if (endMs <= startMs) throw refuse('--since', new Date(asked.startMs).toISOString(), 'a period ago or more')
  const cloudWatch = await openCloudWatch(env)
  try {
    const query = { ...asked, key: 'asked', periodSeconds }
    const found = (await readMetrics(cloudWatch, [query], { startMs, endMs }, paging)).get('asked')
    if (found === undefined || found.size === 0)
      throw raise(metricFaults, 'metrics.no-data', {
        metric: asked.metricName,
        place: Object.values(asked.dimensions).join(', '),
        since: new Date(startMs).toISOString(),
      })
    const values = Array.from({ length: (endMs - startMs) / stepMs }, (_, at) =>
      found.get(startMs + at * stepMs),
    )
    return { startMs, periodSeconds, values, gaps: gapsIn(values, startMs, stepMs) }
  } finally {
    cloudWatch.client.destroy()
  }
}
