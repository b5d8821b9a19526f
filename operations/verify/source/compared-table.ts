import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { TableSegments } from '../../../adapters/dynamodb/table-segments.ts'
import { tableSegments } from '../../../adapters/dynamodb/table-segments.ts'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import { verifyFaults } from '../faults.ts'

/**
 * A table that is to be compared.
 *
 * @throws PipelineError `verify.table-unreadable`
 */
export const comparedTable = async (client: DynamoDBClient, tableName: string): Promise<TableSegments> => {
  try {
    return await tableSegments(client, tableName)
  } catch (error) {
    const reason = reasonOf(error)
    throw raise(verifyFaults, 'verify.table-unreadable', { tableName, reason }, { cause: error })
  }
}
