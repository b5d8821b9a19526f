import { mkdirSync } from 'node:fs'
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch'
import {
  DynamoDBClient,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb'
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { DoctorFinding, NotChecked } from '../../operations/checks/deployed-check.ts'
import { tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { HealthyDeployment } from './healthy-deployment.ts'
import { makeHealthy } from './healthy-deployment.ts'

interface Report {
  readonly findings: readonly DoctorFinding[]
  readonly notChecked: readonly NotChecked[]
}

const target = inject('target')
const topic = 'arn:aws:sns:eu-central-1:000000000000:pager'
const folder = temporaryPaths()('empty')

describe.skipIf('missing' in target)('operating what is deployed', () => {
  let made: HealthyDeployment

  const run = async (...args: readonly string[]) =>
    tailrace([...args, '--table', made.tableName], {}, '', folder)
  const look = async (): Promise<Report & { readonly code: number | null }> => {
    const { code, out, said } = await run('doctor', '--json')
    if (out === '') throw new Error(said)
    return { code, ...(JSON.parse(out) as Report) }
  }
  const alarmsThere = async () => {
    const { MetricAlarms = [] } = await new CloudWatchClient().send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `tailrace/${made.tableName}/` }),
    )
    return MetricAlarms
  }

  beforeAll(async () => {
    await new S3Client().send(
      new CreateBucketCommand({
        Bucket: 'healthy-failures',
        CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
      }),
    )
    made = await makeHealthy('healthy', 'arn:aws:s3:::healthy-failures')
    mkdirSync(folder)
  })

  it('finds that nobody watches, and what the role may not do', async () => {
    const { code, findings } = await look()

    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(['rights', 'no-monitoring']))
    expect(findings.filter(({ check }) => check === 'rights').length).toBeGreaterThan(5)
    expect(code).toBe(6)
  })

  it('makes alarms, which CloudWatch holds as they are defined, and a second time changes nothing', async () => {
    await new CloudWatchClient().send(
      new PutMetricAlarmCommand({
        AlarmName: `tailrace/${made.tableName}/of somebody else`,
        MetricName: 'X',
        Namespace: 'Y',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    )
    const first = await run('alarms', 'apply', '--topic', topic, '--output', 'json')
    const there = await alarmsThere()
    const second = await run('alarms', 'apply', '--topic', topic, '--output', 'json')
    const compared = await run('alarms', 'diff', '--topic', topic)

    const stepsIn = (out: string) =>
      (JSON.parse(out) as { readonly steps: readonly { readonly step: string }[] }).steps.map(
        ({ step }) => step,
      )
    expect([first.code, second.code, compared.code]).toEqual([0, 0, 0])
    expect(new Set(stepsIn(first.out))).toEqual(new Set(['create']))
    expect(new Set(stepsIn(second.out))).toEqual(new Set(['unchanged']))
    expect(there).toHaveLength(stepsIn(first.out).length + 1)
    expect(await alarmsThere()).toEqual(there)
    expect(there.find(({ AlarmName }) => AlarmName?.endsWith('/healthy-function/LagPage'))).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: [{ Name: 'FunctionName', Value: made.functionName }],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 5,
      Threshold: 72_000_000,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [topic],
    })
  })

  it('says nothing once the role has the policy that it prints', async () => {
    const { out } = await run('doctor', '--policy')
    const policies = JSON.parse(out) as Readonly<Record<string, object>>
    await new IAMClient().send(
      new PutRolePolicyCommand({
        RoleName: made.roleName,
        PolicyName: 'own',
        PolicyDocument: JSON.stringify(policies[made.functionName]),
      }),
    )

    const { code, findings, notChecked } = await look()

    expect(findings).toEqual([])
    expect(code).toBe(0)
    // LocalStack's free edition has no Application Auto Scaling; DynamoDB Local knows no limits and no backups.
    expect(notChecked).toEqual([])
  })

  it('finds what is changed for the worse, and nothing else', async () => {
    const { tableName: TableName, tableArn: ResourceArn, uuid: UUID } = made
    const dynamoDb = new DynamoDBClient()
    const lambda = new LambdaClient()
    await dynamoDb.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      }),
    )
    await dynamoDb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }))
    await dynamoDb.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['service'] }))
    await lambda.send(
      new UpdateEventSourceMappingCommand({
        UUID,
        MaximumRetryAttempts: 0,
        BisectBatchOnFunctionError: false,
        MaximumBatchingWindowInSeconds: 0,
        FunctionResponseTypes: [],
        ParallelizationFactor: 4,
      }),
    )
    await run('alarms', 'remove')

    const { findings } = await look()

    expect(findings.map(({ check }) => check).toSorted()).toEqual(
      [
        'batch-window',
        'bisect',
        'deletion-protection',
        'few-retries',
        'no-monitoring',
        'no-monitoring',
        'parallelization',
        'point-in-time-recovery',
        'tags',
        'whole-batches',
      ].toSorted(),
    )
    expect((await alarmsThere()).map(({ AlarmName }) => AlarmName)).toEqual([
      `tailrace/${TableName}/of somebody else`,
    ])
  })
})
