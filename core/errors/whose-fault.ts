import { causeChain } from './cause-chain.ts'
import { networkErrorIn } from './network-error.ts'
import { isPipelineError } from './pipeline-error.ts'

/**
 * Whose fault an error says it is. `record`: its own, at every try. `sink`: declared trouble of a sink as a whole.
 * `network`: something between here and there, recognised but not declared. `unknown`: it does not say.
 */
export type Whose = 'record' | 'sink' | 'network' | 'unknown'

/** Mistakes of code that met a value which it did not expect. By name, so that other realms' are the same. */
const mistakes: readonly string[] = ['TypeError', 'RangeError', 'ReferenceError']

/**
 * Whose fault an error is, as far as it says so. Trouble of a sink or of the network counts wherever it is in the chain
 * of causes, also where the top is a TypeError (`fetch failed`) or says that it is the record's.
 */
export const whoseFault = (error: Error): Whose => {
  if (causeChain(error).some(each => isPipelineError(each) && each.scope === 'sink')) return 'sink'
  if (networkErrorIn(error) !== undefined) return 'network'
  if (isPipelineError(error)) return error.scope ?? 'unknown'
  return mistakes.includes(error.name) ? 'record' : 'unknown'
}
