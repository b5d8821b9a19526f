import type { Clock } from '../../core/clock.ts'
import type { Summary } from '../accounting/summary.ts'
import type { Difference, VerifyResult } from '../verify/verify.ts'
import type { ReadOverrides } from '../project/read-project.ts'
import type { DevEvent } from './dev-event.ts'
import type { WarningCount } from './warnings/warnings.ts'

/** What {@link openSession} takes. */
export interface SessionOptions {
  /** Folder of the deploy file. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Which deploy file and stage, where the command says it. */
  readonly overrides?: ReadOverrides
  readonly engine: 'dynamodb-local' | 'dynoxide' | undefined
  /** A DynamoDB Local or LocalStack that runs anyway. @defaultValue what `AWS_ENDPOINT_URL_DYNAMODB` or `AWS_ENDPOINT_URL` names */
  readonly endpoint: string | undefined
  /** Whether tables are made that are missing at such an endpoint. */
  readonly create: boolean
  /** Port of the tables' endpoint. @defaultValue the first free one from 4748 */
  readonly tablePort: number | undefined
  /** Whether table, checkpoints, ledger and sinks are kept for the next run, and those of the one before are gone on with. */
  readonly persist?: boolean
  /** Whether functions may have the credentials and the sinks of `env`. */
  readonly allowRemoteSinks: boolean
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
  /** Port of a debugger for the first function; each further function has the next one. */
  readonly inspectPort?: number | undefined
  /** Asks for an end; what runs is brought to one in order. */
  readonly signal: AbortSignal
  readonly tell: (event: DevEvent) => void
}

/** What `dev` takes. */
export interface DevOptions extends SessionOptions {
  /** Ends when everything is delivered, after comparing the sinks with the table. */
  readonly once: boolean
  /**
   * Runs before changed files are taken up, such as a synth that makes the code that is run. What it writes is a change
   * as well, which it is told of: it has to leave its own outputs alone. Nothing is loaded where it fails.
   */
  readonly beforeReload?: ((paths: ReadonlySet<string>) => Promise<void>) | undefined
}

/** How a run ended; without `verify` when it was interrupted. */
export interface DevResult {
  readonly summary: Summary
  readonly verify: VerifyResult | undefined
  readonly differences: readonly Difference[]
  /** How often each warning would have been told. */
  readonly warnings: readonly WarningCount[]
}
