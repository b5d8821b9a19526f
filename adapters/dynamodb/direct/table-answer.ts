import { refusedBy, unreadable } from '../../aws/direct/answer-facts.ts'
import type { PostedAnswer } from '../../aws/direct/post-request.ts'
import { answerForm } from './wire-form.ts'

/** `com.amazonaws.dynamodb.v20120810#ThrottlingException:http://...` is a ThrottlingException. */
const plainName = (type: unknown): string | undefined =>
  typeof type === 'string' && type !== '' ? type.replace(/[:,].*$/s, '').replace(/^.*#/s, '') : undefined

const isMembers = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nothing is an answer without members; what is no JSON is none. */
const membersOf = (answer: PostedAnswer): Readonly<Record<string, unknown>> => {
  if (answer.text === '') return {}
  let members: unknown
  try {
    members = JSON.parse(answer.text)
  } catch {
    members = undefined
  }
  if (isMembers(members)) return members
  throw unreadable(answer, 'DynamoDB')
}

const errorOf = (answer: PostedAnswer, members: Readonly<Record<string, unknown>>): Error => {
  const { __type, code, message, Message, ...rest } = members
  const name = plainName(answer.headers['x-amzn-errortype']) ?? plainName(code) ?? plainName(__type)
  const words = [message, Message].find(text => typeof text === 'string')
  return refusedBy(answer, { name: name ?? 'Unknown', words: words ?? 'UnknownError' }, answerForm(rest))
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
