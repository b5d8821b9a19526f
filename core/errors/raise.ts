import type { FaultCode, FaultDetail } from './catalogue.ts'
import { catalogue } from './catalogue.ts'
import type { Fault } from './fault.ts'
import { PipelineError } from './pipeline-error.ts'

/** Makes any error of the catalogue, to be thrown. What runs in a function has a smaller one: `pipeline-error.ts`. */
export const raise = <C extends FaultCode>(
  code: C,
  detail: FaultDetail<C>,
  options?: ErrorOptions,
): PipelineError<C> =>
  // The index access loses the tie between code and detail, which the signature keeps.
  new PipelineError(catalogue[code] as Fault<FaultDetail<C>>, code, detail, options)
