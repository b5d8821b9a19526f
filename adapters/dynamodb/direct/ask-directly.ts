import { randomUUID } from 'node:crypto'
import type { DirectOptions } from '../../aws/direct/send-directly.ts'
import { sendDirectly } from '../../aws/direct/send-directly.ts'
import type { AskTable, TableOperations } from '../ask-table.ts'
import { tableAnswer } from './table-answer.ts'
import { requestBody } from './wire-form.ts'

const contentType = 'application/x-amz-json-1.0'
const apiVersion = 'DynamoDB_20120810'

/** A transaction that is tried again has to be known for the same. */
const withToken = (name: keyof TableOperations, input: object): object =>
  name === 'TransactWriteItems' ? { ClientRequestToken: randomUUID(), ...input } : input

/**
 * Asks tables without the SDK.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export const askDirectly = (options: DirectOptions): AskTable => {
  const send = sendDirectly('dynamodb', options)
  return async (name, input, signal) => {
    const body = requestBody(withToken(name, input))
    const headers = { 'x-amz-target': `${apiVersion}.${name}` }
    return send({ contentType, headers, body }, tableAnswer, signal)
  }
}
