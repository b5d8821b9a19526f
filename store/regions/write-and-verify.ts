import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { Clock } from '../../core/clock.ts'
import { get } from '../verbs/get.ts'
import type { Key } from '../items/key.ts'
import { namesOf } from '../items/key.ts'
import { put } from '../verbs/put.ts'
import type { RegionTable } from './region-table.ts'
import { timed, withoutRetry } from './region-table.ts'
import { stamped } from './region-stamp.ts'

/** What {@link writeAndVerify} takes. */
export interface WriteAndVerify {
  /** Where the item is written. */
  readonly home: RegionTable
  /** Where it has to arrive. */
  readonly others: readonly RegionTable[]
  /** Without a `writeId`, which is added. */
  readonly item: PlainItem
  /** Texts that never repeat, for the `writeId`. */
  readonly newId: () => string
  /** How long replication may take. @defaultValue 10000 */
  readonly timeoutMs?: number
  /** Between two looks at a region. @defaultValue 200 */
  readonly pollMs?: number
}

/**
 * What a region holds when it is found or time is up: this write (or one made after it), something older, nothing, or
 * it could not be asked.
 */
export type ArrivalStatus = 'VERIFIED' | 'STALE' | 'NOT_FOUND' | 'FAILED'

/** How a write arrived in one region. */
export interface Arrival {
  /** As AWS calls it. */
  readonly region: string
  /** Whether the item is there as it was written. */
  readonly status: ArrivalStatus
  /** From the write's answer to the last look, in milliseconds. */
  readonly afterMs: number
  /** A later write has taken its place. */
  readonly overtaken?: true
  /** Why the region could not be asked. */
  readonly error?: Error
}

/** A write, and how it arrived everywhere. */
export interface VerifiedWrite {
  /** What the item's `writeId` now is. */
  readonly writeId: string
  /** One for each of `others`, in their order. */
  readonly arrivals: readonly Arrival[]
}

/** The attribute that tells one write of an item from another. */
export const writeIdAttribute = 'writeId'

/** Later writes have greater ids, as far as the writers' clocks agree: by time, then by chance. */
const newWriteId = (clock: Clock, newId: () => string): string =>
  `${new Date(clock.now()).toISOString()}#${newId()}`

const looked = (found: PlainItem | undefined, writeId: string): Pick<Arrival, 'status' | 'overtaken'> => {
  if (found === undefined) return { status: 'NOT_FOUND' }
  const there = found[writeIdAttribute]
  if (there === writeId) return { status: 'VERIFIED' }
  const isLater = typeof there === 'string' && there > writeId
  return isLater ? { status: 'VERIFIED', overtaken: true } : { status: 'STALE' }
}

/** Looks until the write is there or time is up; what the last look said is the answer. */
const arrivalIn = async (
  { region, table }: RegionTable,
  key: Key,
  writeId: string,
  { clock, timeoutMs, pollMs }: { clock: Clock; timeoutMs: number; pollMs: number },
): Promise<Arrival> => {
  const once = withoutRetry(table)
  const startedAtMs = clock.now()
  let last: Pick<Arrival, 'status' | 'overtaken' | 'error'> = {
    status: 'FAILED',
    error: new Error(`it did not answer in ${timeoutMs} ms`),
  }
  for (;;) {
    const leftMs = startedAtMs + timeoutMs - clock.now()
    if (leftMs > 0) {
      const result = await timed(clock, leftMs, async signal => get(once, key, { consistent: true, signal }))
      if (result.outcome === 'answered') last = looked(result.value, writeId)
      if (result.outcome === 'failed') last = { status: 'FAILED', error: result.error }
    }
    const afterMs = clock.now() - startedAtMs
    if (last.status === 'VERIFIED' || afterMs >= timeoutMs) return { region, ...last, afterMs }
    await clock.wait(Math.min(pollMs, timeoutMs - afterMs))
  }
}

/**
 * Writes an item in one region and watches it arrive in the others, all at once. The item gets the region's stamp and a
 * `writeId`, by which an older write of the same item is told from this one.
 *
 * @example
 * ```ts
 * const { arrivals } = await writeAndVerify({ home: eu, others: [us], item: order, newId: randomUUID })
 * arrivals.every(({ status }) => status === 'VERIFIED')
 * ```
 * @throws PipelineError those of `put`, when the write itself fails; a region that cannot be asked is FAILED
 */
export const writeAndVerify = async (options: WriteAndVerify): Promise<VerifiedWrite> => {
  const { home, others, item, newId, timeoutMs = 10_000, pollMs = 200 } = options
  const { clock, keys } = home.table
  const writeId = newWriteId(clock, newId)
  await put(home.table, { ...stamped(item, home.region), [writeIdAttribute]: writeId })
  const key = Object.fromEntries(namesOf(keys).map(name => [name, item[name]]))
  const limits = { clock, timeoutMs, pollMs }
  const arrivals = await Promise.all(others.map(async each => arrivalIn(each, key, writeId, limits)))
  return { writeId, arrivals }
}
