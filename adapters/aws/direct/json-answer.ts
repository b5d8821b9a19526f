import { refusedBy, unreadableAnswer } from './answer-facts.ts'
import type { PostedAnswer } from './post-request.ts'

type Members = Readonly<Record<string, unknown>>

/** A service that answers in JSON. */
export interface JsonService {
  readonly service: string
  /** Members in the SDK's form, where that is another than that on the wire. */
  readonly formOf?: (members: Members) => Record<string, unknown>
  /** What the SDK calls an error; `named` is what its headers and members say. */
  readonly nameOf?: (named: string, answer: PostedAnswer) => string
}

/** `com.amazonaws.dynamodb.v20120810#ThrottlingException:http://...` is a ThrottlingException. */
const plainName = (type: unknown): string | undefined =>
  typeof type === 'string' && type !== '' ? type.replace(/[:,].*$/s, '').replace(/^.*#/s, '') : undefined

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nothing is an answer without members; what is no JSON is none. */
const membersOf = (answer: PostedAnswer, service: string): Members => {
  if (answer.text === '') return {}
  let members: unknown
  try {
    members = JSON.parse(answer.text)
  } catch {
    members = undefined
  }
  if (isMembers(members)) return members
  throw unreadableAnswer(answer, service)
}

const asIs = (members: Members): Record<string, unknown> => ({ ...members })

/**
 * The members of an answer, in the SDK's form.
 * @throws Error with the name, words and members of the answer, and `$metadata`
 */
export const jsonAnswer = (
  answer: PostedAnswer,
  { service, formOf = asIs, nameOf = named => named }: JsonService,
): Record<string, unknown> => {
  const members = membersOf(answer, service)
  if (answer.status < 300) return formOf(members)
  const { __type, code, message, Message, ...rest } = members
  const named = plainName(answer.headers['x-amzn-errortype']) ?? plainName(code) ?? plainName(__type)
  const words = [message, Message].find(text => typeof text === 'string') ?? 'UnknownError'
  throw refusedBy(answer, { name: nameOf(named ?? 'Unknown', answer), words }, formOf(rest))
}
