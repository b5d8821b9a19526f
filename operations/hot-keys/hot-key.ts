/** What a partition of DynamoDB serves in a second, whatever the table has. */
export const partitionLimits = Object.freeze({ write: 1_000, read: 3_000 })

/** A key that much goes to. */
export interface HotKey {
  readonly key: string
  /** Part of everything that was counted, in percent. */
  readonly sharePercent: number
  /** Bounds of what was counted for it. */
  readonly least: number
  readonly most: number
  /** Bounds of its heaviest minute, by the second; `undefined` where no minute is known. */
  readonly peakPerSecond:
    { readonly least: number; readonly most: number; readonly minute: string } | undefined
  /** Part of what one partition serves that its heaviest minute took at least, in percent. */
  readonly limitPercent: number | undefined
  readonly advice: string | undefined
}

/** What of the table was counted. */
export type HotKeySource = 'stream writes' | 'accesses' | 'throttled requests'

/** The heaviest keys of one source. */
export interface HotKeyList {
  readonly source: HotKeySource
  /** `undefined` for the table itself. */
  readonly indexName: string | undefined
  /** What is counted: write units, changes, or what CloudWatch's rule counts. */
  readonly measure: 'write units' | 'changes' | 'requests' | 'units'
  readonly keyKind: 'partition key' | 'item'
  readonly total: number
  readonly keys: readonly HotKey[]
  /** What a reader has to know besides. */
  readonly notes: readonly string[]
}

const half = 50

/** What helps against a hot key, once it is near what one partition serves. */
export const adviceOn = (source: HotKeySource, limitPercent: number | undefined): string | undefined => {
  if (source === 'throttled requests')
    return 'throttled: spread writes over shards of the key (write sharding helper), put a cache before reads'
  if (limitPercent === undefined || limitPercent < half) return undefined
  const how =
    source === 'stream writes'
      ? 'spread it over shards of the key (write sharding helper)'
      : 'a cache before reads, shards of the key for writes'
  return limitPercent >= 100
    ? `above what one partition serves: ${how}`
    : `near what one partition serves: ${how}; warm the table up before a peak that is known`
}
