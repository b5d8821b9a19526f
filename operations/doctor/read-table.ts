import type { DescribeTableCommandOutput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DescribeContinuousBackupsCommand,
  DescribeLimitsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListBackupsCommand,
  ListTagsOfResourceCommand,
} from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Deployment } from '../checks/deployment.ts'
import { ask, isDenied, shortReason, throwRefused } from './ask.ts'
import { doctorFaults } from './faults.ts'

type Table = Deployment['table']

/**
 * The table, without which nothing can be said.
 *
 * @throws PipelineError `doctor.table-unreadable`, `doctor.credentials-refused`
 */
export const readTable = async (client: DynamoDBClient, tableName: string): Promise<Table> => {
  let answer: DescribeTableCommandOutput
  try {
    answer = await client.send(new DescribeTableCommand({ TableName: tableName }))
  } catch (error) {
    throwRefused(error)
    const reason = isDenied(error) ? 'needs dynamodb:DescribeTable' : shortReason(error)
    throw raise(doctorFaults, 'doctor.table-unreadable', { tableName, reason }, { cause: error })
  }
  const { Table: table } = answer
  const { TableName = tableName, TableArn = '' } = table ?? {}
  return { ...table, TableName, TableArn }
}

type AboutTable = Pick<Deployment, 'pointInTimeRecovery' | 'backups' | 'timeToLive' | 'tags' | 'limits'>

/** What DynamoDB says of a table besides its description. */
export const readAboutTable = async (
  client: DynamoDBClient,
  { TableName, TableArn: ResourceArn }: Table,
): Promise<AboutTable> => {
  const [pointInTimeRecovery, backups, timeToLive, tags, limits] = await Promise.all([
    ask('dynamodb:DescribeContinuousBackups', async () => {
      const { ContinuousBackupsDescription: backup } = await client.send(
        new DescribeContinuousBackupsCommand({ TableName }),
      )
      return backup?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED'
    }),
    ask('dynamodb:ListBackups', async () => {
      const { BackupSummaries = [] } = await client.send(new ListBackupsCommand({ TableName }))
      return BackupSummaries.length
    }),
    ask('dynamodb:DescribeTimeToLive', async () => {
      const { TimeToLiveDescription: ttl } = await client.send(new DescribeTimeToLiveCommand({ TableName }))
      const isOn = ttl?.TimeToLiveStatus === 'ENABLED' || ttl?.TimeToLiveStatus === 'ENABLING'
      return isOn ? ttl.AttributeName : undefined
    }),
    ask('dynamodb:ListTagsOfResource', async () => {
      const { Tags = [] } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }))
      return Tags.length
    }),
    ask('dynamodb:DescribeLimits', async () => client.send(new DescribeLimitsCommand({}))),
  ])
  return { pointInTimeRecovery, backups, timeToLive, tags, limits }
}
