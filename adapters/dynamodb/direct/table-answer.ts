import { jsonAnswer } from '../../aws/direct/json-answer.ts'
import type { PostedAnswer } from '../../aws/direct/post-request.ts'
import { answerForm } from './wire-form.ts'

/**
 * What DynamoDB answered, in the SDK's form.
 * @throws Error with the name, words and members of DynamoDB's answer, and `$metadata`
 */
export const tableAnswer = (answer: PostedAnswer): Record<string, unknown> =>
  jsonAnswer(answer, { service: 'DynamoDB', formOf: answerForm })
