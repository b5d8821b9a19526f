import type { Clock } from '../../core/clock.ts'
import type { Summary } from '../accounting/summary.ts'
import type { Difference, VerifyResult } from '../verify/verify.ts'
import type { DevEvent } from './dev-event.ts'

/** What `dev` takes. */
export interface DevOptions {
  /** Folder of serverless.yml. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly engine: 'dynamodb-local' | 'dynoxide' | undefined
  /** Ends when everything is delivered, after comparing the sinks with the table. */
  readonly once: boolean
  /** Share of attempts that are to fail, 0 to 1. */
  readonly chaosRate: number | undefined
  readonly seed: number
  /** Where downloads are kept between runs. */
  readonly cacheFolder: string
  readonly platform: string
  readonly arch: string
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  /** Asks for an end; what runs is brought to one in order. */
  readonly signal: AbortSignal
  readonly tell: (event: DevEvent) => void
}

/** How a run ended; without `verify` when it was interrupted. */
export interface DevResult {
  readonly summary: Summary
  readonly verify: VerifyResult | undefined
  readonly differences: readonly Difference[]
}
