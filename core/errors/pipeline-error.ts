import type { FaultCode, FaultDetail } from './catalogue.ts'
import type { Disposition, Fault } from './fault.ts'
import { scopeOf } from './fault.ts'
import { pipelineFaults } from './pipeline-faults.ts'

const brand: unique symbol = Symbol.for('tailrace.PipelineError')

/** An error of the catalogue. `switch (error.code)` narrows `error.detail`. */
export class PipelineError<C extends FaultCode = FaultCode> extends Error {
  readonly [brand] = true
  readonly code: C
  readonly detail: FaultDetail<C>
  readonly disposition: Disposition
  /** Whose fault it is; `undefined` where the error alone cannot say. What is parked or stops a batch is a record's. */
  readonly scope: 'record' | 'sink' | undefined
  readonly remedy: string
  /** Name and HTTP status of the same error in AWS. */
  readonly aws: Fault<never>['aws']

  constructor(entry: Fault<FaultDetail<C>>, code: C, detail: FaultDetail<C>, options?: ErrorOptions) {
    super(entry.message(detail), options)
    this.name = 'PipelineError'
    this.code = code
    this.detail = detail
    this.disposition = entry.disposition
    this.scope = scopeOf(entry)
    this.remedy = entry.remedy
    this.aws = entry.aws
  }
}

/**
 * Makes an error of a pipeline, to be thrown. For what core, processors and adapters raise: it brings no other faults
 * into a function's bundle. Everything else raises by `raise.ts`.
 */
export const raise = <C extends keyof typeof pipelineFaults>(
  code: C,
  detail: FaultDetail<C>,
  options?: ErrorOptions,
): PipelineError<C> =>
  // The index access loses the tie between code and detail, which the signature keeps.
  new PipelineError(pipelineFaults[code] as Fault<FaultDetail<C>>, code, detail, options)

/** Any catalogue error, as a union over its code. */
export type AnyPipelineError = { [C in FaultCode]: PipelineError<C> }[FaultCode]

/** True for an error of the catalogue, also one made by a second copy of this package. */
export const isPipelineError = (error: unknown): error is AnyPipelineError =>
  typeof error === 'object' && error !== null && brand in error
