import { mkdirSync } from 'node:fs'
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch'
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch'
import {
  DynamoDBClient,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb'
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  GetEventSourceMappingCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import type { AlarmsOptions } from '../../operations/alarms/alarms.ts'
import { changeAlarms } from '../../operations/alarms/alarms.ts'
import type { DoctorReport } from '../../operations/doctor/doctor.ts'
import { doctor, policiesIn } from '../../operations/doctor/doctor.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { eventually } from './eventually.ts'
import type { LocalStackTarget } from './global-setup.ts'
import type { HealthyDeployment } from './healthy-deployment.ts'
import { makeHealthy } from './healthy-deployment.ts'

const target = inject('target') as LocalStackTarget
const topic = 'arn:aws:sns:eu-central-1:000000000000:pager'
const folder = temporaryPaths()('empty')

describe.skipIf('missing' in target)('operating what is deployed', () => {
  let made: HealthyDeployment

  const place = () => ({ tableName: made.tableName, endpoint: target.endpoint, env: process.env })
  const look = async (): Promise<DoctorReport> =>
    doctor({
      ...place(),
      functionName: undefined,
      maxReadUnits: 100,
      folder,
      clock: systemClock,
      onTable: () => undefined,
    })
  const change = async (verb: AlarmsOptions['verb']): Promise<readonly string[]> => {
    const steps = await changeAlarms({
      ...place(),
      verb,
      topic,
      functionName: undefined,
      allowWrites: false,
      onTable: () => undefined,
      onPlan: () => undefined,
    })
    return steps.map(({ step }) => step)
  }
  const alarmsThere = async () => {
    const { MetricAlarms = [] } = await new CloudWatchClient().send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `tailrace/${made.tableName}/` }),
    )
    return MetricAlarms
  }

  /** Without its state, which changes by itself as soon as it is looked at. */
  const definitionOf = (alarm: MetricAlarm): object =>
    Object.fromEntries(Object.entries(alarm).filter(([name]) => !name.startsWith('State')))

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
    const { findings } = await look()

    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(['rights', 'no-monitoring']))
    expect(findings.filter(({ check }) => check === 'rights').length).toBeGreaterThan(5)
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
    const first = await change('apply')
    const there = await alarmsThere()
    const second = await change('apply')

    expect(new Set(first)).toEqual(new Set(['create']))
    expect(new Set(second)).toEqual(new Set(['unchanged']))
    expect(there).toHaveLength(first.length + 1)
    expect((await alarmsThere()).map(definitionOf)).toEqual(there.map(definitionOf))
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
    const policies = policiesIn(await look())
    await new IAMClient().send(
      new PutRolePolicyCommand({
        RoleName: made.roleName,
        PolicyName: 'own',
        PolicyDocument: JSON.stringify(policies[made.functionName]),
      }),
    )

    const { findings, notChecked } = await look()

    // LocalStack compares texts where IAM compares patterns, so what ends in * is not allowed to anything there.
    expect(findings.filter(({ what }) => !what.endsWith('*'))).toEqual([])
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(['rights']))
    // There is no project in the folder, and LocalStack's free edition has no pipes; all else it has an answer to.
    expect(notChecked.map(({ check }) => check).toSorted()).toEqual(['processors', 'readers'])
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
        Enabled: true,
      }),
    )
    // It stops and starts a mapping that is changed.
    await eventually(
      async () => lambda.send(new GetEventSourceMappingCommand({ UUID })),
      ({ State }) => State === 'Enabled',
      { seconds: 60 },
    )
    await change('remove')

    const { findings } = await look()

    const found = findings.map(({ check }) => check).filter(check => check !== 'rights')
    expect(found.toSorted()).toEqual(
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
