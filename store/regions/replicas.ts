import type {
  CreateTableCommandInput,
  ReplicationGroupUpdate,
  TableDescription,
} from '@aws-sdk/client-dynamodb'
import { CreateTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import { regionFaults } from './faults.ts'
import type { GlobalTable, Watch } from './wait-until.ts'
import { watch } from './wait-until.ts'

const failedStates: readonly string[] = [
  'CREATION_FAILED',
  'INACCESSIBLE_ENCRYPTION_CREDENTIALS',
  'REPLICATION_NOT_AUTHORIZED',
  'REGION_DISABLED',
]

const replicaIn = (
  { Replicas = [] }: TableDescription,
  region: string,
): NonNullable<TableDescription['Replicas']>[number] | undefined =>
  Replicas.find(({ RegionName }) => RegionName === region)

/** DynamoDB takes one change of a table at a time, whichever replica it concerns. */
const isAtRest = ({ TableStatus, Replicas = [] }: TableDescription): boolean =>
  TableStatus === 'ACTIVE' &&
  Replicas.every(
    ({ ReplicaStatus = '' }) => ReplicaStatus === 'ACTIVE' || failedStates.includes(ReplicaStatus),
  )

const isBusy = (error: unknown): boolean =>
  error instanceof Error && ['ResourceInUseException', 'LimitExceededException'].includes(error.name)

/** Asks for one change; another that is under way by somebody else's hand is waited for. */
const change = async (global: GlobalTable, seen: Watch, update: ReplicationGroupUpdate): Promise<void> => {
  const { client, tableName } = global
  for (;;) {
    try {
      await client.send(new UpdateTableCommand({ TableName: tableName, ReplicaUpdates: [update] }))
      return
    } catch (error) {
      if (!isBusy(error)) throw error
      await seen.pause('the end of another change', error instanceof Error ? error.name : '')
      await seen.until('the end of another change', isAtRest)
    }
  }
}

const checkStream = (tableName: string, { StreamSpecification }: TableDescription): void => {
  const { StreamEnabled = false, StreamViewType = '' } = StreamSpecification ?? {}
  if (StreamEnabled && StreamViewType === 'NEW_AND_OLD_IMAGES') return
  throw raise(regionFaults, 'region.stream-missing', {
    tableName,
    found: StreamEnabled ? StreamViewType : 'not enabled',
  })
}

const checkReplica = (tableName: string, region: string, table: TableDescription): void => {
  const { ReplicaStatus = '', ReplicaStatusDescription = 'no reason was given' } =
    replicaIn(table, region) ?? {}
  if (!failedStates.includes(ReplicaStatus)) return
  throw raise(regionFaults, 'region.replica-failed', {
    tableName,
    region,
    status: ReplicaStatus,
    reason: ReplicaStatusDescription,
  })
}

/**
 * Creates a table that can have replicas: with a stream of NEW_AND_OLD_IMAGES. Resolves when it is ACTIVE.
 *
 * @throws PipelineError `region.deadline`
 */
export const createGlobalTable = async (
  global: GlobalTable,
  definition: Omit<CreateTableCommandInput, 'TableName' | 'StreamSpecification'>,
): Promise<TableDescription> => {
  const { client, tableName } = global
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' as const }
  await client.send(new CreateTableCommand({ ...definition, TableName: tableName, StreamSpecification }))
  return watch(global).untilThere('the new table', isAtRest)
}

/**
 * Adds a replica of a table (global tables of version 2019.11.21) and waits until it is ACTIVE. Called again it goes on
 * waiting; where the replica is there already, nothing is asked for.
 *
 * @throws PipelineError `region.stream-missing`, `region.replica-failed`, `region.deadline`; the SDK's own errors
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ReplicationGroupUpdate.html
 */
export const addReplica = async (global: GlobalTable, region: string): Promise<TableDescription> => {
  const { tableName } = global
  const seen = watch(global)
  const before = await seen.until('the end of another change', isAtRest)
  checkStream(tableName, before)
  if (replicaIn(before, region) === undefined) {
    await change(global, seen, { Create: { RegionName: region } })
  }
  const after = await seen.until(`the replica in ${region}`, table => {
    checkReplica(tableName, region, table)
    return replicaIn(table, region)?.ReplicaStatus === 'ACTIVE' && isAtRest(table)
  })
  return after
}

/**
 * Removes a replica and waits until it is gone; its table is deleted by that, the other regions stay. Where there is
 * none, nothing is asked for.
 *
 * @throws PipelineError `region.deadline`; the SDK's own errors
 */
export const removeReplica = async (global: GlobalTable, region: string): Promise<TableDescription> => {
  const seen = watch(global)
  const before = await seen.until('the end of another change', isAtRest)
  if (replicaIn(before, region) !== undefined) {
    await change(global, seen, { Delete: { RegionName: region } })
  }
  return seen.until(
    `the removal from ${region}`,
    table => replicaIn(table, region) === undefined && isAtRest(table),
  )
}
