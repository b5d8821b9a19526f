import type { AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { asError } from '../../core/errors/thrown.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ItemAddress, ItemSource } from '../../core/refresh/item-source.ts'
import { awsFailure } from '../aws/aws-failure.ts'
import { awsFaults } from '../aws/faults.ts'
import type { AskTable } from './ask-table.ts'
import { imageOfItem, sdkImage } from './sdk-image.ts'
import { isTableName, tableOfStream } from './table-of-stream.ts'

/** What {@link dynamoDbItemSource} takes. */
export interface DynamoDbItemSourceOptions {
  readonly ask: AskTable
  /**
   * The table that holds the items, by name or ARN: needed where it is another than the one that a record's stream
   * names, because it was restored under a new name.
   * @defaultValue the table that the record's stream ARN names
   */
  readonly table?: string | undefined
  /**
   * The tables whose items `table` holds now. With a list, even an empty one, records of any other table are refused:
   * their items, looked for in `table`, would pass for removed.
   */
  readonly replaces?: readonly string[] | undefined
}

const failureOf = (TableName: string, thrown: unknown): Error => {
  const error = asError(thrown)
  const cause = { cause: error }
  if (error.name === 'ResourceNotFoundException')
    return raise(awsFaults, 'aws.table-missing', { table: TableName, name: error.name }, cause)
  // The request holds nothing but the table's name, which was looked at, and the key.
  if (error.name === 'ValidationException')
    return raise(
      awsFaults,
      'aws.key-refused',
      { table: TableName, reason: error.message.replace(/\.$/, '') },
      cause,
    )
  return awsFailure(`dynamodb://${TableName}`, thrown)
}

/** The name in a table's ARN, or the name that is given in place of one. */
const nameIn = (table: string): string => table.slice(table.lastIndexOf('/') + 1)

/** @throws PipelineError `aws.table-differs`, `aws.table-missing` */
const tableFor = (
  streamArn: string,
  { table, replaces }: Pick<DynamoDbItemSourceOptions, 'table' | 'replaces'>,
): string => {
  const ofStream = tableOfStream(streamArn)
  const name = table === undefined || table === '' ? ofStream : table
  if (name === undefined || !isTableName(name))
    throw raise(awsFaults, 'aws.table-missing', { table: name ?? '', name: 'no name of a table' })
  const isOwn = ofStream === undefined || ofStream === nameIn(name)
  if (!isOwn && replaces !== undefined && !replaces.includes(ofStream))
    throw raise(awsFaults, 'aws.table-differs', { table: nameIn(name), ofRecord: ofStream })
  return name
}

/**
 * Items of DynamoDB tables as they are now, each by one consistent GetItem. Packed and offloaded attributes come as
 * they are stored: whoever uses the item expands it.
 *
 * @throws PipelineError from its function: `aws.table-missing`, `aws.table-differs`, `aws.access-denied`, `aws.credentials-missing`,
 * `sink.throttled`, `sink.unavailable`, which say nothing about the item; `aws.key-refused` where the record's key is
 * none of that table's, `record.attribute-unknown`
 */
export const dynamoDbItemSource = ({ ask: askTable, ...tables }: DynamoDbItemSourceOptions): ItemSource => {
  const ask = async (
    TableName: string,
    keys: Image,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly Item?: Record<string, SdkValue> | undefined } | undefined> => {
    try {
      return await askTable('GetItem', { TableName, Key: sdkImage(keys), ConsistentRead: true }, signal)
    } catch (error) {
      throw failureOf(TableName, error)
    }
  }
  return {
    read: async ({ streamArn, keys }: ItemAddress, signal) => {
      const name = tableFor(streamArn, tables)
      const answer = await ask(name, keys, signal)
      if (answer === undefined)
        throw raise(sinkFaults, 'sink.unavailable', {
          sink: `dynamodb://${name}`,
          reason: 'the client answered nothing',
        })
      return answer.Item && imageOfItem(answer.Item)
    },
  }
}
