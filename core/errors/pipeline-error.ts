import type { FaultCode, FaultDetail, Faults } from './define-faults.ts'
import type { Disposition, Fault } from './fault.ts'
import { scopeOf } from './fault.ts'

const brand: unique symbol = Symbol.for('tailrace.PipelineError')

/** What an error is raised with beside its detail. */
export interface RaiseOptions extends ErrorOptions {
  /** `none` where this one is sure that there is no effect, though others of its code are not. */
  readonly effect?: 'none' | undefined
}

/** An error that `raise` made of a fault. `isFault` tells which one it is, and narrows `detail`. */
export class PipelineError<C extends string = string, Detail = unknown> extends Error {
  readonly [brand] = true
  /** The fault's code, `area.what`. */
  readonly code: C
  /** The values that its message was made of. */
  readonly detail: Detail
  /** What follows from it: the record is tried again or parked, or the batch stops. */
  readonly disposition: Disposition
  /** Whose fault it is; `undefined` where the error alone cannot say. What is parked or stops a batch is a record's. */
  readonly scope: 'record' | 'sink' | undefined
  /** `none` where it is sure that there is no effect, and that none will come; `undefined` where nobody says. */
  readonly effect: 'none' | undefined
  /** What to do about it, in one line. */
  readonly remedy: string
  /** Name and HTTP status of the same error in AWS. */
  readonly aws: Fault<never>['aws']

  constructor(entry: Fault<Detail>, code: C, detail: Detail, options?: RaiseOptions) {
    // What a message ends with may be a sentence of somebody else's, which has its own stop.
    super(entry.message(detail).replace(/([.!?])\.$/, '$1'), options)
    this.name = 'PipelineError'
    this.code = code
    this.detail = detail
    this.disposition = entry.disposition
    this.scope = scopeOf(entry)
    this.effect = options?.effect ?? entry.effect
    this.remedy = entry.remedy
    this.aws = entry.aws
  }
}

/**
 * Makes an error of one of the faults that `defineFaults` declared, to be thrown or returned. What led to it goes in
 * `options.cause`: it stands in logs and parked objects, and trouble of the network in it counts as the sink's.
 * `options.effect: 'none'` says of this one that nothing took place, as `Fault.effect` does of a code.
 *
 * @example
 * ```ts
 * throw raise(webhookFaults, 'webhook.rejected', { url, status: 422 }, { cause })
 * ```
 */
export const raise = <F extends Faults, C extends FaultCode<F>>(
  faults: F,
  code: C,
  detail: FaultDetail<F, C>,
  options?: RaiseOptions,
): PipelineError<C, FaultDetail<F, C>> =>
  // The index access loses the tie between code and detail, which the signature keeps.
  new PipelineError(faults[code] as Fault<FaultDetail<F, C>>, code, detail, options)

/** True for an error that `raise` made, also that of a second copy of this package. */
export const isPipelineError = (error: unknown): error is PipelineError => {
  try {
    return brand in (error as object)
  } catch {
    // What is no object, and a proxy that cannot be asked, a revoked one for instance.
    return false
  }
}

/** An error of one of these codes; `switch (error.code)` narrows `detail`. */
export type FaultError<F extends Faults, C extends FaultCode<F> = FaultCode<F>> =
  C extends FaultCode<F> ? PipelineError<C, FaultDetail<F, C>> : never

/**
 * True for an error of these faults, of one of the codes where some are named; its `detail` is typed then. Also for
 * one that a second copy of this package made.
 *
 * @example
 * ```ts
 * if (isFault(error, storeFaults, 'store.condition-failed')) return error.detail.item
 * ```
 */
export const isFault = <F extends Faults, C extends FaultCode<F>>(
  error: unknown,
  faults: F,
  ...codes: readonly C[]
): error is FaultError<F, C> =>
  isPipelineError(error) &&
  Object.hasOwn(faults, error.code) &&
  (codes.length === 0 || (codes as readonly string[]).includes(error.code))
