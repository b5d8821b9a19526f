import type { InvokeResult } from '../ports/function-target.ts'

/** An answer of Lambda's Invoke, or of an emulator of it. */
export interface InvokeAnswer {
  readonly status: number
  /** `X-Amz-Function-Error`; emulators leave it out. */
  readonly functionError: string | undefined
  readonly text: string
}

const errorFields = new Set(['errorType', 'errorMessage', 'stackTrace', 'trace', 'requestId', 'cause'])

interface ErrorBody {
  readonly errorType?: unknown
  readonly errorMessage?: unknown
}

const isErrorBody = (value: unknown): value is ErrorBody =>
  typeof value === 'object' &&
  value !== null &&
  'errorType' in value &&
  'errorMessage' in value &&
  Object.keys(value).every(name => errorFields.has(name))

const parsed = (text: string): { readonly value: unknown } | undefined => {
  if (text === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const asError = (value: unknown, text: string): InvokeResult => {
  const { errorType, errorMessage }: ErrorBody = typeof value === 'object' && value !== null ? value : {}
  return {
    type: 'function-error',
    errorType: typeof errorType === 'string' ? errorType : 'Unhandled',
    message: typeof errorMessage === 'string' ? errorMessage : text,
  }
}

/**
 * Tells a function's answer from its failure and from a refusal to run it. The runtime interface emulator answers
 * 200 to all of these: an error is known by its body there, a timeout by its words.
 */
export const readAnswer = ({ status, functionError, text }: InvokeAnswer): InvokeResult => {
  const body = parsed(text)
  if (functionError !== undefined) return asError(body?.value, text)
  if (status === 429) return { type: 'not-invoked', message: `429 ${text}`.trim() }
  if (isErrorBody(body?.value)) return asError(body.value, text)
  if (/^Task timed out after [\d.]+ seconds/.test(text))
    return { type: 'function-error', errorType: 'Sandbox.Timedout', message: text }
  if (status >= 300) return { type: 'not-invoked', message: `${status} ${text}`.trim() }
  if (body === undefined)
    return { type: 'function-error', errorType: 'Runtime.InvalidResponse', message: 'The answer is not JSON' }
  return { type: 'returned', value: body.value }
}
