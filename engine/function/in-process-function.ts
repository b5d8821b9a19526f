import type { Clock } from '../../core/clock.ts'
import type { FunctionTarget, InvocationEvent, InvokeResult } from '../ports/function-target.ts'
import type { LocalContext } from './local-context.ts'
import { returnedResult, functionError, localContext, timedOut } from './local-context.ts'

/** What {@link inProcessFunction} takes. */
export interface InProcessFunctionOptions {
  /** In the context, in events and reports. */
  readonly functionName: string
  /** Called as Lambda calls it; what it returns or throws is the result. */
  readonly handler: (event: InvocationEvent, context: LocalContext) => unknown
  /** Measures the time that is left. */
  readonly clock: Clock
  /** @defaultValue 30,000 */
  readonly timeoutMs?: number
}

/**
 * A try gets an event of its own, as from Lambda: what a handler does to it must not come back with the next one.
 * Copied by hand, which takes half as long as by way of JSON.
 */
const copyOf = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(copyOf) as T
  if (typeof value !== 'object' || value === null) return value
  const copy = { ...value } as Record<string, unknown>
  for (const name of Object.keys(copy)) {
    if (typeof copy[name] === 'object') copy[name] = copyOf(copy[name])
  }
  return copy as T
}

/**
 * A function that runs where it is: for tests, with their own clock. A handler that never lets go of the thread
 * cannot be cut off here; a worker can.
 */
export const inProcessFunction = (options: InProcessFunctionOptions): FunctionTarget => {
  const { functionName, handler, clock, timeoutMs = 30_000 } = options
  const call = async (
    event: InvocationEvent,
    requestId: string,
    deadlineMs: number,
  ): Promise<InvokeResult> => {
    const remainingMs = (): number => deadlineMs - clock.now()
    try {
      const context = localContext({ functionName, memorySizeMb: 512, requestId, remainingMs })
      return returnedResult(await handler(copyOf(event), context))
    } catch (error) {
      return functionError(error)
    }
  }
  return {
    functionName,
    invoke: async (event, requestId) => {
      const finished = new AbortController()
      const limit = clock.wait(timeoutMs, finished.signal).then(() => timedOut(timeoutMs, requestId))
      const result = await Promise.race([call(event, requestId, clock.now() + timeoutMs), limit])
      finished.abort()
      return result
    },
  }
}
