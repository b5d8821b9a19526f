import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { queryFaults } from './faults.ts'

/** How fast a scan may read; with both, the slower one counts. */
export interface ScanRate {
  /** Items read, filtered out or not. */
  readonly itemsPerSecond?: number
  /** Read capacity units, as DynamoDB reports them. */
  readonly unitsPerSecond?: number
}

/** What a page cost. */
interface Cost {
  readonly items: number
  readonly units: number
}

/** Keeps all segments together to one rate. */
export interface ScanPace {
  /** Resolves when the next page may be read. */
  readonly ready: (signal: AbortSignal) => Promise<void>
  readonly paid: (cost: Cost) => void
}

const checkRate = (option: string, rate: number | undefined): void => {
  if (rate === undefined || (Number.isFinite(rate) && rate > 0)) return
  throw raise(queryFaults, 'query.option-invalid', { option, problem: `must be more than 0, not ${rate}` })
}

/**
 * A page is paid for after it was read, because its cost is not known before: the average keeps to the rate, a single
 * page may not.
 *
 * @throws PipelineError `query.option-invalid`
 */
export const scanPace = ({ itemsPerSecond, unitsPerSecond }: ScanRate, clock: Clock): ScanPace => {
  checkRate('rate.itemsPerSecond', itemsPerSecond)
  checkRate('rate.unitsPerSecond', unitsPerSecond)
  let freeAtMs = clock.now()
  const durationMs = ({ items, units }: Cost): number =>
    1_000 *
    Math.max(
      itemsPerSecond === undefined ? 0 : items / itemsPerSecond,
      unitsPerSecond === undefined ? 0 : units / unitsPerSecond,
    )
  return {
    ready: async signal => {
      // Others may have paid while this one waited.
      while (freeAtMs > clock.now() && !signal.aborted) await clock.wait(freeAtMs - clock.now(), signal)
    },
    paid: cost => {
      freeAtMs = Math.max(freeAtMs, clock.now()) + durationMs(cost)
    },
  }
}
