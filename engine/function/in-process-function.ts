import type { Clock } from '../../core/clock.ts'
import type { StreamEvent } from '../../core/record/stream-record.ts'
import type { FunctionTarget, InvokeResult } from '../ports/function-target.ts'

/** Lambda's context as far as the local engine fills it in. */
export interface LocalContext {
  readonly functionName: string
  readonly functionVersion: '$LATEST'
  readonly invokedFunctionArn: string
  readonly memoryLimitInMB: string
  readonly awsRequestId: string
  readonly getRemainingTimeInMillis: () => number
}

/** What {@link inProcessFunction} takes. */
export interface InProcessFunctionOptions {
  readonly functionName: string
  readonly handler: (event: StreamEvent, context: LocalContext) => unknown
  readonly clock: Clock
  /** @defaultValue 30,000 */
  readonly timeoutMs?: number
}

/** How Lambda words it. */
export const timedOut = (timeoutMs: number): InvokeResult => ({
  type: 'function-error',
  errorType: 'Sandbox.Timedout',
  message: `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
})

/** A thrown value as Lambda reports it. */
export const functionError = (thrown: unknown): InvokeResult => {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return { type: 'function-error', errorType: error.name, message: error.message }
}

/**
 * A function that runs where it is: for tests, with their own clock. A handler that never lets go of the thread
 * cannot be cut off here; a worker can.
 */
export const inProcessFunction = (options: InProcessFunctionOptions): FunctionTarget => {
  const { functionName, handler, clock, timeoutMs = 30_000 } = options
  const call = async (event: StreamEvent, requestId: string, deadlineMs: number): Promise<InvokeResult> => {
    try {
      const value = await handler(event, {
        functionName,
        functionVersion: '$LATEST',
        invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
        memoryLimitInMB: '512',
        awsRequestId: requestId,
        getRemainingTimeInMillis: () => deadlineMs - clock.now(),
      })
      return { type: 'returned', value }
    } catch (error) {
      return functionError(error)
    }
  }
  return {
    functionName,
    invoke: async (event, requestId) => {
      const finished = new AbortController()
      const limit = clock.wait(timeoutMs, finished.signal).then(() => timedOut(timeoutMs))
      const result = await Promise.race([call(event, requestId, clock.now() + timeoutMs), limit])
      finished.abort()
      return result
    },
  }
}
