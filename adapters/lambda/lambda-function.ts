import type { InvokeCommandOutput, LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda'
import { asError } from '../../core/errors/thrown.ts'
import type { FunctionTarget, InvokeResult } from '../../engine/ports/function-target.ts'
import { exportsOf } from '../exports-of.ts'

/** What {@link lambdaFunction} takes. */
export interface LambdaFunctionOptions {
  /** Name, ARN or partial ARN; a version or alias may follow. */
  readonly functionName: string
  /** Region, endpoint and credentials, as the SDK takes them. */
  readonly config: LambdaClientConfig
}

interface ErrorPayload {
  readonly errorType?: string
  readonly errorMessage?: string
}

/** A runtime of one's own may answer with anything; `undefined` for what is not JSON. */
const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: text === '' ? undefined : JSON.parse(text) }
  } catch {
    return undefined
  }
}

const resultOf = ({ FunctionError, Payload }: InvokeCommandOutput): InvokeResult => {
  // An empty answer is null here, whatever the type says.
  const bytes: Uint8Array | null | undefined = Payload
  const text = bytes ? Buffer.from(bytes).toString() : ''
  const body = parsed(text)
  if (FunctionError !== undefined) {
    const { errorType = FunctionError, errorMessage = text } = (body?.value ?? {}) as ErrorPayload
    return { type: 'function-error', errorType, message: errorMessage }
  }
  // It has run all the same: what is tried again has to spend a retry.
  if (body === undefined)
    return { type: 'function-error', errorType: 'Runtime.InvalidResponse', message: 'The answer is not JSON' }
  return { type: 'returned', value: body.value }
}

/** What Lambda refuses for good: to try the same event again is as good as a failure of the function. */
const refusals = new Set(['RequestTooLargeException', 'InvalidRequestContentException'])

const failureOf = (error: unknown): InvokeResult => {
  const { name, message } = asError(error)
  return refusals.has(name)
    ? { type: 'function-error', errorType: name, message }
    : { type: 'not-invoked', message: `${name}: ${message}` }
}

/**
 * A function in Lambda itself, or in whatever answers to Lambda's Invoke. A throttled call (429), a missing permission
 * and a network that is down are invocations that did not take place. The SDK is loaded with the first invocation.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const lambdaFunction = ({ functionName, config }: LambdaFunctionOptions): FunctionTarget => {
  let loaded: Promise<LambdaClient> | undefined
  const client = async (): Promise<LambdaClient> => {
    const { LambdaClient } = exportsOf(await import('@aws-sdk/client-lambda'))
    // Trying again is the mapping's business, which knows of ages and of order.
    return new LambdaClient({ ...config, maxAttempts: 1 })
  }
  return {
    functionName,
    invoke: async event => {
      try {
        const { InvokeCommand } = exportsOf(await import('@aws-sdk/client-lambda'))
        const command = new InvokeCommand({
          FunctionName: functionName,
          InvocationType: 'RequestResponse',
          Payload: JSON.stringify(event),
        })
        return resultOf(await (await (loaded ??= client())).send(command))
      } catch (error) {
        return failureOf(error)
      }
    },
  }
}
