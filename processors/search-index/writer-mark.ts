import type { StreamName } from '../../core/version/stream-name.ts'
import { hourOf, streamNameOf } from '../../core/version/stream-name.ts'

/** A stream that writes to an index, and the hour that its versions lie above. No two have the same. */
export interface MarkedStream {
  readonly arn: string
  readonly hour: number
}

/** What stands beside an index: whose it is. */
export interface WriterMark {
  readonly account: string
  readonly region: string
  /** The latest last. */
  readonly streams: readonly MarkedStream[]
  /** The index that is being filled, if one is. */
  readonly filling?: string
}

/** What a record of a stream may do to an index. */
export type Standing =
  /** It writes, above this hour. */
  | { readonly as: 'writer'; readonly hour: number }
  /** It would be a new writer: so the mark has to say first. */
  | { readonly as: 'newcomer'; readonly mark: WriterMark }
  /** A later stream writes, so its items are only brought to what they are now, from this hour on. */
  | { readonly as: 'predecessor'; readonly hour: number }
  /** Somebody else's index. */
  | { readonly as: 'foreigner'; readonly owner: string; readonly writer: string }

/** A stream that was forgotten is older than those that are named, so it is only refreshed: nothing is lost by that. */
const mostStreams = 100

const isStream = (value: unknown): value is MarkedStream =>
  typeof value === 'object' &&
  value !== null &&
  'arn' in value &&
  typeof value.arn === 'string' &&
  'hour' in value &&
  Number.isInteger(value.hour)

/** Reads a mark; `undefined` for what is none. */
export const markIn = (text: string): WriterMark | undefined => {
  const found: unknown = JSON.parse(text)
  if (typeof found !== 'object' || found === null) return undefined
  const { account, region, streams, filling } = found as Readonly<Record<string, unknown>>
  if (typeof account !== 'string' || typeof region !== 'string' || !Array.isArray(streams)) return undefined
  return {
    account,
    region,
    streams: streams.filter(isStream).toSorted((a, b) => a.hour - b.hour),
    ...(typeof filling === 'string' && { filling }),
  }
}

/** One without a label is after none. */
const isAfter = ({ arn }: MarkedStream, { createdAtMs }: StreamName): boolean => {
  const name = streamNameOf(arn)
  return name !== undefined && name.createdAtMs > createdAtMs
}

/**
 * Where a stream stands with an index. The label of a stream orders it among those of its table; the hour that it is
 * given is later than that of every stream before it, so that no two share one, whose counters could then meet.
 */
export const standingOf = (mark: WriterMark | undefined, arn: string, name: StreamName): Standing => {
  const { account, region } = name
  if (mark === undefined)
    return { as: 'newcomer', mark: { account, region, streams: [{ arn, hour: hourOf(name) }] } }
  if (mark.account !== account || mark.region !== region) {
    const owner = `${mark.region} of ${mark.account}`
    return { as: 'foreigner', owner, writer: `${region} of ${account}` }
  }
  const named = mark.streams.find(stream => stream.arn === arn)
  if (named !== undefined) return { as: 'writer', hour: named.hour }
  const greatest = Math.max(...mark.streams.map(({ hour }) => hour))
  if (mark.streams.some(stream => isAfter(stream, name))) return { as: 'predecessor', hour: greatest }
  const hour = Math.max(hourOf(name), greatest + 1)
  return {
    as: 'newcomer',
    mark: { ...mark, streams: [...mark.streams, { arn, hour }].slice(-mostStreams) },
  }
}
