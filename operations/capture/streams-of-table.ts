import type { LocalClients } from '../../adapters/dynamodb/local-clients.ts'
import type { TableStreams } from '../../adapters/dynamodb/table-streams.ts'
import { tableStreams } from '../../adapters/dynamodb/table-streams.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { captureFaults } from './faults.ts'

/**
 * The streams of a table that is to be read by its streams.
 *
 * @throws PipelineError `capture.table-unreadable`, `capture.no-stream`
 */
export const streamsOfTable = async (
  clients: LocalClients['clients'],
  tableName: string,
): Promise<TableStreams> => {
  try {
    const found = await tableStreams(clients, tableName)
    if (found.streams.length > 0) return found
  } catch (error) {
    throw raise(
      captureFaults,
      'capture.table-unreadable',
      { tableName, reason: reasonOf(error) },
      { cause: error },
    )
  }
  throw raise(captureFaults, 'capture.no-stream', { tableName })
}
