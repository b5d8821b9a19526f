import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { Query } from '../verbs/query.ts'
import { query as queryItems } from '../verbs/query.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { queryFaults } from '../queries/faults.ts'
import type { Table } from '../table.ts'

/** How long the time is that one partition holds. */
export type Bucket = 'hour' | 'day' | 'month'

/** A series of measurements or events, one partition per stretch of time. */
export interface TimeSeries {
  /** What all its partition keys begin with. */
  readonly series: string
  /** So long that a query rarely spans many, so short that one stays below what a partition takes. Fixed for good. */
  readonly bucket: Bucket
}

const lengths: Readonly<Record<Bucket, number>> = { hour: 13, day: 10, month: 7 }

const isoOf = (at: Date): string => {
  if (!Number.isNaN(at.getTime())) return at.toISOString()
  throw raise(queryFaults, 'query.option-invalid', { option: 'time', problem: 'is an invalid Date' })
}

/** The partition key for a moment, in UTC: `CPU#2026-01-31`. */
export const bucketOf = ({ series, bucket }: TimeSeries, at: Date): string =>
  `${series}#${isoOf(at).slice(0, lengths[bucket])}`

/**
 * The sort key for a moment: its time, and an id that keeps two of one moment apart.
 *
 * @example
 * ```ts
 * const cpu = { series: 'CPU', bucket: 'day' } as const
 * await put(shop, { PK: bucketOf(cpu, at), SK: momentOf(at, hostId), load: 0.4 })
 * ```
 */
export const momentOf = (at: Date, id: string): string => `${isoOf(at)}#${id}`

const next = (at: Date, bucket: Bucket): Date => {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  if (bucket === 'month') return new Date(Date.UTC(year, month + 1))
  const day = at.getUTCDate()
  return new Date(
    bucket === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month, day, at.getUTCHours() + 1),
  )
}

/** The buckets from one moment to another, both included; none when the end is before the beginning. */
export const bucketsBetween = (series: TimeSeries, from: Date, to: Date): readonly string[] => {
  const buckets: string[] = []
  if (from > to) return buckets
  // The last bucket is compared as text, which for ISO times is their order.
  for (let at = from; bucketOf(series, at) <= bucketOf(series, to); at = next(at, series.bucket)) {
    buckets.push(bucketOf(series, at))
  }
  return buckets
}

/** Which stretch of a series, both ends included, and how it is read. */
export interface SeriesQuery extends TimeSeries, Omit<Query, 'partition' | 'sort' | 'startAfter'> {
  /** The earliest moment. */
  readonly from: Date
  /** The latest moment. */
  readonly to: Date
}

/**
 * A stretch of a series in order of time, bucket after bucket; those at the ends are read in part.
 *
 * @example
 * ```ts
 * for await (const point of seriesBetween(shop, { ...cpu, from, to })) print(point)
 * ```
 */
export const seriesBetween = async function* (
  table: Table,
  options: SeriesQuery,
): AsyncGenerator<PlainItem, void, undefined> {
  const { series, bucket, from, to, ...shared } = options
  const ascending = bucketsBetween({ series, bucket }, from, to)
  const buckets = options.order === 'descending' ? ascending.toReversed() : ascending
  // Every id of the last moment sorts before the character that follows '#'.
  const sort = { gte: isoOf(from), lte: `${isoOf(to)}$` }
  for (const partition of buckets) yield* queryItems(table, { ...shared, partition, sort })
}
