import type { PostedAnswer } from '../../aws/direct/post-request.ts'
import { answerForm } from './wire-form.ts'

/** What hangs on an error of DynamoDB, as on one of the SDK. */
interface AnswerFacts {
  readonly $fault?: 'client' | 'server'
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string }
}

const factsOf = ({ status, headers }: PostedAnswer): AnswerFacts => {
  const { 'x-amzn-requestid': requestId } = headers
  return { $metadata: { httpStatusCode: status, ...(typeof requestId === 'string' && { requestId }) } }
}

/** `com.amazonaws.dynamodb.v20120810#ThrottlingException:http://...` is a ThrottlingException. */
const plainName = (type: unknown): string | undefined =>
  typeof type === 'string' && type !== '' ? type.replace(/[:,].*$/s, '').replace(/^.*#/s, '') : undefined

const isMembers = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nothing is an answer without members; what is no JSON is none, and what it says is not told, for it may be a page of a proxy. */
const membersOf = (answer: PostedAnswer): Readonly<Record<string, unknown>> => {
  if (answer.text === '') return {}
  let members: unknown
  try {
    members = JSON.parse(answer.text)
  } catch {
    members = undefined
  }
  if (isMembers(members)) return members
  const error = new Error(`HTTP ${answer.status} with a body that is no answer of DynamoDB`)
  throw Object.assign(error, factsOf(answer), { name: 'UnreadableAnswer' })
}

const errorOf = (answer: PostedAnswer, members: Readonly<Record<string, unknown>>): Error => {
  const { __type, code, message, Message, ...rest } = members
  const name = plainName(answer.headers['x-amzn-errortype']) ?? plainName(code) ?? plainName(__type)
  const words = [message, Message].find(text => typeof text === 'string')
  const error = new Error(words ?? 'UnknownError')
  return Object.assign(error, answerForm(rest), factsOf(answer), {
    name: name ?? 'Unknown',
    $fault: answer.status < 500 ? 'client' : 'server',
  })
}

/**
 * What DynamoDB answered, in the SDK's form.
 * @throws Error with the name, words and members of DynamoDB's answer, and `$metadata`
 */
export const tableAnswer = (answer: PostedAnswer): Record<string, unknown> => {
  const members = membersOf(answer)
  if (answer.status >= 300) throw errorOf(answer, members)
  return answerForm(members)
}
