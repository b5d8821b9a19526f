import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { asError } from '../../core/errors/thrown.ts'
import { plainCause } from '../plain-cause.ts'
import type { AwsRule } from './aws-rule.ts'
import { ruleFor } from './aws-answers.ts'
import { awsAnswerFaults } from './faults.ts'
import { plainWords } from './plain-words.ts'

/** What an error of the SDK says of itself. */
interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number }
  readonly $retryable?: { readonly throttling?: boolean }
  readonly code?: unknown
}

/** Lambda waits longer than this before its first retry; it is what the message says, not a measurement. */
const retryAfterMs = 1_000

const networkCode = /^E[A-Z_]+$/

/** Names of SDK v3 errors come from the service, those of the network from Node. */
const nameOf = (error: AwsError): string =>
  typeof error.code === 'string' && networkCode.test(error.code) && ruleFor(error.code, 0, '') !== undefined
    ? error.code
    : error.name

const isLocal = (error: AwsError): boolean => /^Region is missing/.test(error.message)

/** Where a service answered with what no rule knows; what the SDK or our own code throws stays what it is. */
const isAnswer = ({ $metadata }: AwsError): boolean => $metadata?.httpStatusCode !== undefined

const codeOf = (error: AwsError, name: string): AwsRule['code'] | undefined => {
  if (error.$retryable?.throttling === true) return 'sink.throttled'
  if (isLocal(error)) return 'aws.credentials-missing'
  const rule = ruleFor(name, error.$metadata?.httpStatusCode ?? 0, error.message)
  return rule?.code ?? (isAnswer(error) ? 'sink.answer-unknown' : undefined)
}

/** There was nobody to send anything to. What else the network says may come after the request has arrived. */
const neverConnected: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']

/**
 * `none` where nothing took place: there was one try only, and it found nobody or was refused. An earlier try of the
 * SDK may have arrived, whatever the last one says.
 */
const effectOf = ({ $metadata }: AwsError, name: string, code: AwsRule['code']): 'none' | undefined =>
  $metadata?.attempts === 1 && (code !== 'sink.unavailable' || neverConnected.includes(name))
    ? 'none'
    : undefined

/**
 * An error of AWS in words of faults, the service's own name in it: throttling and outages are the sink's,
 * refused content is the record's and parked, what the account lacks says what to do, and of what is unknown time
 * tells. `aws-answers.ts` has the table. What is no answer of a service and no trouble of the network stays what it is.
 *
 * @param sink what failed, for people: `s3://bucket/prefix`
 * @param id what was refused, where it was one thing
 */
export const awsFailure = (sink: string, thrown: unknown, id = 'the request'): Error => {
  const error: AwsError = asError(thrown)
  if (isPipelineError(error) || error.name === 'AbortError') return error
  const name = nameOf(error)
  const code = codeOf(error, name)
  if (code === undefined) return error
  const words = plainWords(error.message)
  const cause = { cause: plainCause(error, plainWords), effect: effectOf(error, name, code) }
  if (code === 'sink.throttled')
    return raise(sinkFaults, code, { sink: `${sink} (${name})`, retryAfterMs }, cause)
  const isNamed = code.startsWith('aws.')
  const reason = isNamed ? words : `${name}: ${words}`
  return raise(awsAnswerFaults, code, { sink, id, name, reason }, cause)
}

/** Runs a request; what goes wrong with it is told in words of faults. */
export const asked = async <T>(sink: string, request: () => Promise<T>): Promise<T> => {
  try {
    return await request()
  } catch (error) {
    throw awsFailure(sink, error)
  }
}

/** What a batch call says of an entry that it did not take. */
export interface FailedEntry {
  readonly Code?: string | undefined
  readonly Message?: string | undefined
  readonly SenderFault?: boolean | undefined
}

/** The failure of one entry of a batch call that as such succeeded. `isOnce`: the call was the only try. */
export const entryFailure = (sink: string, id: string, failed: FailedEntry, isOnce = false): Error => {
  const { Code = 'Unknown', Message = '', SenderFault } = failed
  const error = Object.assign(new Error(Message), {
    name: Code,
    ...(isOnce && { $metadata: { attempts: 1 } }),
  })
  const failure = awsFailure(sink, error, id)
  if (failure !== error) return failure
  const reason = `${Code}: ${plainWords(Message)}`
  // A service that says whose fault it is may be believed as far as not to call it an outage.
  return SenderFault === true
    ? raise(
        sinkFaults,
        'sink.answer-unknown',
        { sink, reason: `${reason} for ${id}` },
        { cause: plainCause(error, plainWords), effect: isOnce ? 'none' : undefined },
      )
    : raise(sinkFaults, 'sink.unavailable', { sink, reason }, { cause: plainCause(error, plainWords) })
}
