import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import type { ReadOptions } from '../verbs/get.ts'
import { get } from '../verbs/get.ts'
import type { Key } from '../items/key.ts'
import { regionFaults } from './faults.ts'
import type { RegionHealth } from './region-health.ts'
import type { RegionTable } from './region-table.ts'
import { timed, withoutRetry } from './region-table.ts'

/** What {@link getWithFallback} takes. */
export interface GetWithFallback extends Omit<ReadOptions, 'signal'> {
  /** The preferred one first. */
  readonly regions: readonly RegionTable[]
  /** Of the item. */
  readonly key: Key
  /** Yours: made once with `regionHealth()`, given to every call. */
  readonly health: RegionHealth
  /** For each region. @defaultValue 500 */
  readonly timeoutMs?: number
}

/** One region's part in a read. `left-alone`: it failed so often of late that it was not asked. */
export interface Tried {
  /** As AWS calls it. */
  readonly region: string
  /** What came of asking it. */
  readonly outcome: 'answered' | 'failed' | 'timed-out' | 'left-alone'
  /** How long that took. */
  readonly afterMs: number
  /** Why it failed. */
  readonly error?: Error
}

/** An item, and who gave it. Another region than the one that wrote it may not have the newest write yet. */
export interface RegionAnswer {
  /** `undefined` where that region has none. */
  readonly item: PlainItem | undefined
  /** Who gave it. */
  readonly region: string
  /** In the order in which they were asked. */
  readonly tried: readonly Tried[]
}

/** The preferred region, then the others by how fast they answered, those that never did at the end. */
const inOrder = (
  [preferred, ...others]: readonly RegionTable[],
  { latencyMs }: RegionHealth,
): readonly RegionTable[] => {
  const speed = ({ region }: RegionTable): number => latencyMs(region) ?? Number.MAX_VALUE
  return preferred === undefined ? [] : [preferred, ...others.toSorted((a, b) => speed(a) - speed(b))]
}

/** A wrong key is as wrong in every other region. */
const isCallersFault = (error: Error): boolean => isPipelineError(error) && error.scope !== 'sink'

type Asked = { readonly tried: Tried; readonly item?: PlainItem | undefined }

const ask = async ({ region, table }: RegionTable, options: GetWithFallback): Promise<Asked> => {
  const { key, health, timeoutMs = 500, regions: _, ...read } = options
  const { clock } = table
  const startedAtMs = clock.now()
  const once = withoutRetry(table)
  const result = await timed(clock, timeoutMs, async signal => get(once, key, { ...read, signal }))
  const afterMs = clock.now() - startedAtMs
  if (result.outcome === 'answered') {
    health.answered(region, afterMs)
    return { tried: { region, outcome: 'answered', afterMs }, item: result.value }
  }
  if (result.outcome === 'failed' && isCallersFault(result.error)) {
    // It did answer, if only with a refusal.
    health.answered(region, afterMs)
    throw result.error
  }
  health.failed(region, clock.now())
  return { tried: { region, afterMs, ...result } }
}

const wordsFor = ({ region, outcome, afterMs, error }: Tried): string =>
  `${region} ${outcome} after ${afterMs} ms${error === undefined ? '' : ` (${error.message})`}`

/** Asks one region after the other until one answers; `tried` tells of each. */
const firstAnswer = async (
  ordered: readonly RegionTable[],
  options: GetWithFallback,
  tried: Tried[],
  mayAsk: (each: RegionTable) => boolean,
): Promise<RegionAnswer | undefined> => {
  for (const each of ordered) {
    const { region } = each
    if (!mayAsk(each)) {
      tried.push({ region, outcome: 'left-alone', afterMs: 0 })
      continue
    }
    const asked = await ask(each, options)
    tried.push(asked.tried)
    if (asked.tried.outcome === 'answered') return { item: asked.item, region, tried }
  }
  return undefined
}

/**
 * Reads an item from the preferred region, or else from the next that answers. A region that fails several times in a
 * row is left alone for a while; when all are, all are asked all the same, because an attempt is better than none.
 *
 * @example
 * ```ts
 * const health = regionHealth()
 * const { item, region } = await getWithFallback({ regions: [eu, us], key, health })
 * ```
 * @throws PipelineError `region.none-answered`, `region.option-invalid`; those of `get` that no other region can mend
 */
export const getWithFallback = async (options: GetWithFallback): Promise<RegionAnswer> => {
  const { health } = options
  const ordered = inOrder(options.regions, health)
  if (ordered.length === 0)
    throw raise(regionFaults, 'region.option-invalid', { option: 'regions', problem: 'is empty' })
  const tried: Tried[] = []
  const answer = await firstAnswer(ordered, options, tried, ({ region, table }) =>
    health.mayAsk(region, table.clock.now()),
  )
  if (answer !== undefined) return answer
  const isNobodyAsked = tried.every(({ outcome }) => outcome === 'left-alone')
  const lastResort = isNobodyAsked && (await firstAnswer(ordered, options, tried, () => true))
  if (lastResort !== false && lastResort !== undefined) return lastResort
  throw raise(regionFaults, 'region.none-answered', { tried: tried.map(wordsFor) })
}
