import type { DynamoDBClient, TableDescription } from '@aws-sdk/client-dynamodb'
import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../core/clock.ts'
import { answerOf } from '../calls/answer.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { regionFaults } from './faults.ts'

/** A table whose replicas are changed, by a client of one of its regions. */
export interface GlobalTable {
  /** Of a region that has a replica. */
  readonly client: DynamoDBClient
  /** The same in all regions. */
  readonly tableName: string
  /** What waits are measured by. */
  readonly clock: Clock
  /** For one change, with all waiting. Adding a replica to a full table takes hours. @defaultValue 1 hour */
  readonly timeoutMs?: number
  /** Between two looks at the table. @defaultValue 5000 */
  readonly pollMs?: number
}

/** A look at the table that has a limit in time. */
export interface Watch {
  /** Looks until `isSo`, and gives the table as it then is. */
  readonly until: (waitedFor: string, isSo: (table: TableDescription) => boolean) => Promise<TableDescription>
  /** The same for a table that was just asked for, whose description may take a while to show up. */
  readonly untilThere: Watch['until']
  /** Waits for the next look; rejects when time is up. */
  readonly pause: (waitedFor: string, lastSeen: string) => Promise<void>
}

const hourMs = 3_600_000

const wordsFor = ({ TableStatus, Replicas = [] }: TableDescription): string =>
  [`table ${TableStatus}`, ...Replicas.map(each => `${each.RegionName} ${each.ReplicaStatus}`)].join(', ')

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
const described = async (
  { client, tableName }: GlobalTable,
  mayBeMissing: boolean,
): Promise<TableDescription | undefined> => {
  try {
    const command = new DescribeTableCommand({ TableName: tableName })
    // A description without a table would be looked at until time is up, which on a mocked clock is never.
    return answerOf('DescribeTable', answerOf('DescribeTable', await client.send(command)).Table)
  } catch (error) {
    if (mayBeMissing && error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

/** Begins to count the time of a change. Its functions raise `region.deadline`. */
export const watch = (global: GlobalTable): Watch => {
  const { tableName, clock, timeoutMs = hourMs, pollMs = 5_000 } = global
  const endsAtMs = clock.now() + timeoutMs
  const pause: Watch['pause'] = async (waitedFor, lastSeen) => {
    if (clock.now() >= endsAtMs) {
      throw raise(regionFaults, 'region.deadline', { tableName, waitedFor, afterMs: timeoutMs, lastSeen })
    }
    await clock.wait(Math.min(pollMs, endsAtMs - clock.now()))
  }
  const look =
    (mayBeMissing: boolean): Watch['until'] =>
    async (waitedFor, isSo) => {
      for (;;) {
        const table = await described(global, mayBeMissing)
        if (table !== undefined && isSo(table)) return table
        await pause(waitedFor, table === undefined ? 'no such table yet' : wordsFor(table))
      }
    }
  return { pause, until: look(false), untilThere: look(true) }
}
