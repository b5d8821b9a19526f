import type { DynamoDBClient, TableDescription } from '@aws-sdk/client-dynamodb'
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  ListBackupsCommand,
} from '@aws-sdk/client-dynamodb'
import { readArn } from '../../adapters/aws/arn.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { costFaults } from './faults.ts'
import type { ResourceFacts, TableFacts } from './table-facts.ts'

type Units<Name extends string> = { readonly [name in Name]?: number | undefined } | undefined

interface Throughput {
  readonly ProvisionedThroughput?: Units<'ReadCapacityUnits' | 'WriteCapacityUnits'>
  readonly OnDemandThroughput?: Units<'MaxReadRequestUnits' | 'MaxWriteRequestUnits'>
}

/** On demand the answer has zeros, and -1 takes a maximum away. */
const positive = (units: number | undefined): number | undefined =>
  units !== undefined && units > 0 ? units : undefined

const resourceOf = (indexName: string | undefined, given: Throughput): ResourceFacts => {
  const read = positive(given.ProvisionedThroughput?.ReadCapacityUnits)
  const write = positive(given.ProvisionedThroughput?.WriteCapacityUnits)
  return {
    indexName,
    provisioned: read === undefined || write === undefined ? undefined : { read, write },
    maxOnDemand: {
      read: positive(given.OnDemandThroughput?.MaxReadRequestUnits),
      write: positive(given.OnDemandThroughput?.MaxWriteRequestUnits),
    },
  }
}

const describe = async (client: DynamoDBClient, tableName: string): Promise<TableDescription> => {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
    if (Table !== undefined) return Table
    throw new Error('the answer is empty')
  } catch (error) {
    throw raise(costFaults, 'cost.table-unreadable', { tableName, reason: reasonOf(error) }, { cause: error })
  }
}

/** What is nice to know, and no reason to fail: who may not ask is told that it is not known. */
const ifAllowed = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask()
  } catch {
    return undefined
  }
}

const hasPitr = async (client: DynamoDBClient, TableName: string): Promise<boolean> => {
  const { ContinuousBackupsDescription: found } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  )
  return found?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED'
}

const backupBytes = async (client: DynamoDBClient, TableName: string): Promise<number> => {
  let bytes = 0
  let from: string | undefined
  do {
    const page = await client.send(
      new ListBackupsCommand({ TableName, ...(from !== undefined && { ExclusiveStartBackupArn: from }) }),
    )
    for (const { BackupSizeBytes = 0 } of page.BackupSummaries ?? []) bytes += BackupSizeBytes
    from = page.LastEvaluatedBackupArn
  } while (from !== undefined)
  return bytes
}

const sizesOf = (table: TableDescription): Pick<TableFacts, 'storedBytes' | 'backedUpBytes'> => {
  const sum = (indexes: readonly { IndexSizeBytes?: number | undefined }[] = []): number =>
    indexes.reduce((total, { IndexSizeBytes = 0 }) => total + IndexSizeBytes, 0)
  const backedUpBytes = (table.TableSizeBytes ?? 0) + sum(table.LocalSecondaryIndexes)
  return { backedUpBytes, storedBytes: backedUpBytes + sum(table.GlobalSecondaryIndexes) }
}

/**
 * Describes a table as far as its bill depends on it.
 *
 * @throws PipelineError `cost.table-unreadable`
 */
export const readTableFacts = async (client: DynamoDBClient, tableName: string): Promise<TableFacts> => {
  const table = await describe(client, tableName)
  const { region = '', account = '' } = readArn(table.TableArn ?? '') ?? {}
  const isOnDemand = table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST'
  const isInfrequent = table.TableClassSummary?.TableClass === 'STANDARD_INFREQUENT_ACCESS'
  const replicas = (table.Replicas ?? []).flatMap(({ RegionName }) => RegionName ?? [])
  return {
    tableName: table.TableName ?? tableName,
    region,
    account,
    tableClass: isInfrequent ? 'STANDARD_INFREQUENT_ACCESS' : 'STANDARD',
    isOnDemand,
    createdAtMs: table.CreationDateTime?.getTime(),
    ...sizesOf(table),
    replicaRegions: replicas.filter(name => name !== region),
    hasStream: table.StreamSpecification?.StreamEnabled === true,
    hasPitr: await ifAllowed(async () => hasPitr(client, tableName)),
    backupBytes: await ifAllowed(async () => backupBytes(client, tableName)),
    resources: [
      resourceOf(undefined, table),
      ...(table.GlobalSecondaryIndexes ?? []).map(index => resourceOf(index.IndexName, index)),
    ],
  }
}
