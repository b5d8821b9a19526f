/** One record's wish for a number. */
export interface NumberRequest {
  /** What the counters of one index have in common; others are not touched. */
  readonly scope: string
  /** Whose counter: an item's canonical key. */
  readonly key: string
  /** Where the record stands among those of its item: the order of these texts is the order of the writes. */
  readonly position: string
  /** Decimal text: the number has to lie above it. @defaultValue '0' */
  readonly above?: string
}

/** A counter as it stands. */
export interface TakenNumber {
  /** Decimal text. */
  readonly number: string
  /** The furthest position that was ever given; one beyond the request's says that a later record has been here. */
  readonly position: string
}

/**
 * Counters of items, each raised in one step by whoever comes first: the port of `ledgerVersion`. A counter holds the
 * furthest position and its number. A request from further on moves the position and takes the next number; any other
 * one is told what stands, raised only where that does not lie above what it asks for. So a record that asks again is
 * given the number that it has, whoever else asks at the same time.
 */
export interface VersionCounters {
  /**
   * One answer for each request, in their order. Several of one counter may be settled in any order.
   *
   * @throws when not all of it could be settled: whoever asks again gets what was given meanwhile
   */
  readonly take: (requests: readonly NumberRequest[], signal?: AbortSignal) => Promise<readonly TakenNumber[]>
}

/** What a counter is after a request; the very same object where nothing changes. */
export const counterAfter = (
  stands: TakenNumber | undefined,
  { position, above = '0' }: Pick<NumberRequest, 'position' | 'above'>,
): TakenNumber => {
  const [number, least] = [BigInt(stands?.number ?? '0'), BigInt(above)]
  const next = String((number > least ? number : least) + 1n)
  if (stands === undefined || position > stands.position) return { number: next, position }
  return number > least ? stands : { number: next, position: stands.position }
}
