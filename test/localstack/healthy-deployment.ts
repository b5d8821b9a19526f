import type { CreateEventSourceMappingCommandInput } from '@aws-sdk/client-lambda'
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  TagResourceCommand,
  UpdateContinuousBackupsCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { keyedTable } from '../support/keyed-table.ts'

/** What was made: a table, a function on its stream, and the role of that. */
export interface HealthyDeployment {
  readonly tableName: string
  readonly tableArn: string
  readonly functionName: string
  readonly roleName: string
  readonly uuid: string
}

const madeTable = async (tableName: string): Promise<{ tableArn: string; streamArn: string }> => {
  const client = new DynamoDBClient()
  await client.send(
    new CreateTableCommand({
      ...keyedTable(tableName),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      SSESpecification: { Enabled: true, SSEType: 'KMS' },
      DeletionProtectionEnabled: true,
    }),
  )
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: tableName })
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
  const { TableArn: tableArn = '', LatestStreamArn: streamArn = '' } = Table ?? {}
  await client.send(
    new UpdateContinuousBackupsCommand({
      TableName: tableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  )
  const Tags = [{ Key: 'service', Value: 'healthy' }]
  await client.send(new TagResourceCommand({ ResourceArn: tableArn, Tags }))
  return { tableArn, streamArn }
}

const assumed = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})

const madeFunction = async (functionName: string, roleName: string): Promise<void> => {
  const { Role } = await new IAMClient().send(
    new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: assumed }),
  )
  const client = new LambdaClient()
  const code = 'export const handler = async () => ({ batchItemFailures: [] })\n'
  await client.send(
    new CreateFunctionCommand({
      FunctionName: functionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: Role?.Arn,
      Timeout: 30,
      Environment: { Variables: { LEDGER_URL: 'dynamodb://some-ledger', PARK_URL: 's3://some-parked/' } },
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(code) }) },
    }),
  )
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 60 }, { FunctionName: functionName })
}

/** Settings with which nothing is wrong. */
const settings: CreateEventSourceMappingCommandInput = {
  FunctionName: '',
  StartingPosition: 'TRIM_HORIZON',
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 1,
  MaximumRetryAttempts: 100,
  MaximumRecordAgeInSeconds: 86_400,
  BisectBatchOnFunctionError: true,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  MetricsConfig: { Metrics: ['EventCount'] },
}

/** Makes what a doctor has nothing to say of, but for rights and alarms. */
export const makeHealthy = async (name: string, bucketArn: string): Promise<HealthyDeployment> => {
  const [functionName, roleName] = [`${name}-function`, `${name}-role`]
  const { tableArn, streamArn } = await madeTable(name)
  await madeFunction(functionName, roleName)
  const { UUID: uuid = '' } = await new LambdaClient().send(
    new CreateEventSourceMappingCommand({
      ...settings,
      FunctionName: functionName,
      EventSourceArn: streamArn,
      DestinationConfig: { OnFailure: { Destination: bucketArn } },
    }),
  )
  return { tableName: name, tableArn, functionName, roleName, uuid }
}
