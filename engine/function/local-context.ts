import { asError } from '../../core/errors/thrown.ts'
import type { InvokeResult } from '../ports/function-target.ts'
import { logPlace } from './runtime-env.ts'

/**
 * Lambda's context as far as the local engine fills it in.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export interface LocalContext {
  readonly functionName: string
  readonly functionVersion: '$LATEST'
  readonly invokedFunctionArn: string
  readonly memoryLimitInMB: string
  readonly awsRequestId: string
  readonly logGroupName: string
  readonly logStreamName: string
  readonly getRemainingTimeInMillis: () => number
}

/** Fills in a context for one invocation. */
export const localContext = (call: {
  readonly functionName: string
  readonly memorySizeMb: number
  readonly requestId: string
  readonly remainingMs: () => number
}): LocalContext => ({
  functionName: call.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: localFunctionArn(call.functionName),
  memoryLimitInMB: String(call.memorySizeMb),
  awsRequestId: call.requestId,
  ...logPlace(call.functionName),
  getRemainingTimeInMillis: call.remainingMs,
})

/** The ARN of a function that runs here. */
export const localFunctionArn = (functionName: string): string =>
  `arn:aws:lambda:local:000000000000:function:${functionName}`

/** An answer as it comes back from Lambda: only what JSON holds of it, and nothing is null. */
export const returnedResult = (value: unknown): InvokeResult => {
  try {
    // A function or a symbol has no JSON at all.
    const text = JSON.stringify(value) as string | undefined
    return { type: 'returned', value: JSON.parse(text ?? 'null') as unknown }
  } catch {
    return {
      type: 'function-error',
      errorType: 'Runtime.JSONStringifyError',
      message: 'Unable to stringify response body',
    }
  }
}

/** A timeout in Lambda's words. */
export const timedOut = (timeoutMs: number, requestId: string): InvokeResult => ({
  type: 'function-error',
  errorType: 'Sandbox.Timedout',
  message: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
})

/** The end of the whole environment in Lambda's words: `signal: killed` when its memory did not suffice. */
export const exited = (reason: string, requestId: string): InvokeResult => ({
  type: 'function-error',
  errorType: 'Runtime.ExitError',
  message: `RequestId: ${requestId} Error: Runtime exited ${reason}`,
})

/** A thrown value as Lambda reports it. */
export const functionError = (thrown: unknown): InvokeResult => {
  const error = asError(thrown)
  return { type: 'function-error', errorType: error.name, message: error.message }
}
