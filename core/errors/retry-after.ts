import { causeChain, fieldOf } from './cause-chain.ts'
import { isPipelineError } from './pipeline-error.ts'

/**
 * How long a sink asks to be left alone, in milliseconds: `retryAfterMs` in the detail of a declared error of scope
 * `sink`, wherever it is in the chain of causes. `undefined` where none asks for a time that one can wait for.
 */
export const retryAfterMsIn = (error: Error): number | undefined => {
  for (const each of causeChain(error)) {
    if (!isPipelineError(each) || each.scope !== 'sink') continue
    const askedMs = fieldOf(each.detail, 'retryAfterMs')
    if (typeof askedMs === 'number' && askedMs > 0 && Number.isFinite(askedMs)) return askedMs
  }
  return undefined
}
