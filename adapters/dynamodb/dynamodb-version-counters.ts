import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import { hash } from 'node:crypto'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import type { NumberRequest, TakenNumber, VersionCounters } from '../../core/version/version-counters.ts'
import { counterAfter } from '../../core/version/version-counters.ts'
import { awsFailure } from '../aws/aws-failure.ts'
import type { AskTable } from './ask-table.ts'
import { isConditionFailure } from './ask-table.ts'

/** What {@link dynamoDbVersionCounters} takes. */
export interface DynamoDbVersionCountersOptions {
  readonly ask: AskTable
  /** A table without a stream, with the keys PK and SK (texts): the ledger's, or one of its own. */
  readonly tableName: string
}

const requestsAtOnce = 16
const mostTries = 10

/** Keys have room for 2,048 and 1,024 bytes, and what they are made of may be longer. */
const placeOf = ({ scope, key }: NumberRequest): Record<string, AttributeValue> => ({
  PK: { S: `version#${hash('sha256', JSON.stringify([scope, key]), 'base64url')}` },
  SK: { S: 'number' },
})

const counterIn = (item: Record<string, AttributeValue> | undefined): TakenNumber | undefined => {
  const [number, position] = [item?.['number']?.N, item?.['position']?.S]
  return number === undefined || position === undefined ? undefined : { number, position }
}

/** The usual wish, in one request: nobody has been here, or what stands is behind and no less than what is asked for. */
const taking = ({ position, above }: NumberRequest): Partial<UpdateItemCommandInput> => ({
  UpdateExpression: 'SET #position = :position ADD #number :one',
  ConditionExpression:
    above === undefined
      ? 'attribute_not_exists(PK) OR #position < :position'
      : '#position < :position AND #number >= :above',
  ExpressionAttributeValues: {
    ':one': { N: '1' },
    ':position': { S: position },
    ...(above !== undefined && { ':above': { N: above } }),
  },
})

/** Any other change: only while the counter is still what it was. */
const changing = (stands: TakenNumber | undefined, next: TakenNumber): Partial<UpdateItemCommandInput> => ({
  UpdateExpression: 'SET #number = :number, #position = :position',
  ConditionExpression: stands === undefined ? 'attribute_not_exists(PK)' : '#number = :n AND #position = :p',
  ExpressionAttributeValues: {
    ':number': { N: next.number },
    ':position': { S: next.position },
    ...(stands && { ':n': { N: stands.number }, ':p': { S: stands.position } }),
  },
})

/** What came of a request: what it left, or what stood in its way. */
interface Answer {
  readonly isTaken: boolean
  readonly counter: TakenNumber | undefined
}

/**
 * Counters in a table: an item each, raised by one conditional request, a second one where the counter had to be seen
 * first. A request whose answer is lost may be made again: the position is there already, so its number is found.
 * Items stay for ever; one that is lost costs a refresh, since the document's own version is asked above.
 */
export const dynamoDbVersionCounters = (options: DynamoDbVersionCountersOptions): VersionCounters => {
  const { ask: askTable, tableName: TableName } = options
  const sink = `dynamodb://${TableName}`

  const ask = async (
    request: NumberRequest,
    change: Partial<UpdateItemCommandInput>,
    signal: AbortSignal | undefined,
  ): Promise<Answer> => {
    const input: UpdateItemCommandInput = {
      TableName,
      Key: placeOf(request),
      ExpressionAttributeNames: { '#number': 'number', '#position': 'position' },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...change,
    }
    try {
      const { Attributes } = await askTable('UpdateItem', input, signal)
      return { isTaken: true, counter: counterIn(Attributes) }
    } catch (error) {
      if (isConditionFailure(error)) return { isTaken: false, counter: counterIn(error.Item) }
      throw awsFailure(sink, error)
    }
  }

  const takeOne = async (request: NumberRequest, signal: AbortSignal | undefined): Promise<TakenNumber> => {
    let answer = await ask(request, taking(request), signal)
    for (let tries = 0; tries < mostTries; tries += 1) {
      const { isTaken, counter } = answer
      if (isTaken && counter !== undefined) return counter
      const next = counterAfter(counter, request)
      if (next === counter) return counter
      answer = await ask(request, changing(counter, next), signal)
    }
    throw raise(sinkFaults, 'sink.unavailable', { sink, reason: 'a counter is being changed by others' })
  }

  return {
    take: async (requests, signal) => {
      signal?.throwIfAborted()
      return mapConcurrently(requests, requestsAtOnce, async request => takeOne(request, signal))
    },
  }
}
