// Dashboards and metrics against CloudWatch of an account that AWS_ENDPOINT_URL leads to.
import { CloudFormationClient, ValidateTemplateCommand } from '@aws-sdk/client-cloudformation'
import {
  CloudWatchClient,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
  PutDashboardCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createTable } from '../../adapters/dynamodb/table-admin.ts'
import { dashboardCommand } from '../../cli/dashboard-command.ts'
import { metricsCommand } from '../../cli/metrics-command.ts'
import { tableDashboard } from '../../operations/dashboard/definition.ts'
import { pipelineDashboard } from '../../operations/dashboard/pipeline-dashboard.ts'
import { keyedTable } from '../support/keyed-table.ts'
import { notedTerminal } from '../support/noted-terminal.ts'

const minuteMs = 60_000

describe.skipIf('missing' in inject('target'))('watching a table on LocalStack', () => {
  const cloudWatch = new CloudWatchClient()
  const dynamoDb = new DynamoDBClient()
  const table = `tailrace-watch-${randomUUID()}`
  const foreign = `foreign-${randomUUID()}`
  beforeAll(async () => {
    await createTable(dynamoDb, keyedTable(table))
    const DashboardBody = JSON.stringify({ widgets: [] })
    await cloudWatch.send(new PutDashboardCommand({ DashboardName: foreign, DashboardBody }))
  })
  afterAll(async () => {
    await cloudWatch.send(new DeleteDashboardsCommand({ DashboardNames: [foreign] }))
    await dynamoDb.send(new DeleteTableCommand({ TableName: table }))
    cloudWatch.destroy()
    dynamoDb.destroy()
  })

  const run = async (action: 'apply' | 'remove') => {
    const terminal = notedTerminal(process.env)
    const options = {
      table,
      name: table,
      function: ['projections'],
      allowWrites: false,
      output: 'json' as const,
    }
    await dashboardCommand(action, options, terminal)
    return (JSON.parse(terminal.outText()) as { dashboards: unknown }).dashboards
  }
  const [ofTable, ofPipeline] = [`${table}-table`, `${table}-pipeline`]
  const stored = async (DashboardName: string): Promise<unknown> => {
    const { DashboardBody = '' } = await cloudWatch.send(new GetDashboardCommand({ DashboardName }))
    return JSON.parse(DashboardBody)
  }
  const names = async (): Promise<readonly string[]> => {
    const { DashboardEntries = [] } = await cloudWatch.send(new ListDashboardsCommand({}))
    return DashboardEntries.map(({ DashboardName = '' }) => DashboardName)
  }

  it('applies dashboards, changes nothing the second time, and leaves foreign ones when it removes them', async () => {
    const region = process.env['AWS_REGION'] ?? ''

    expect(await run('apply')).toEqual({ [ofTable]: 'created', [ofPipeline]: 'created' })
    expect(await run('apply')).toEqual({ [ofTable]: 'unchanged', [ofPipeline]: 'unchanged' })
    expect(await stored(ofTable)).toEqual(tableDashboard({ tableName: table, region, indexes: [] }))
    const functions = [{ functionName: 'projections', mappingId: undefined }]
    expect(await stored(ofPipeline)).toEqual(pipelineDashboard({ name: table, region, functions }))
    expect(await run('remove')).toEqual({ [ofTable]: 'removed', [ofPipeline]: 'removed' })
    expect(await names()).toContain(foreign)
    expect(await names()).not.toContain(ofTable)
  })

  it('shows an hour of metric data that was put there', async () => {
    const endMs = Math.floor(Date.now() / minuteMs) * minuteMs
    const startMs = endMs - 60 * minuteMs
    const there = Array.from({ length: 60 }, (_, minute) => minute).filter(minute => minute % 10 !== 5)
    const MetricData = there.map(minute => ({
      MetricName: 'ConsumedWriteCapacityUnits',
      Dimensions: [{ Name: 'TableName', Value: table }],
      Timestamp: new Date(startMs + minute * minuteMs),
      Value: minute + 0.5,
    }))
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'AWS/DynamoDB', MetricData }))
    const terminal = notedTerminal(process.env, { nowMs: endMs })

    await metricsCommand(
      { table, metric: 'ConsumedWriteCapacityUnits', since: '1h', output: 'json' },
      terminal,
    )

    const { points, gaps } = JSON.parse(terminal.outText()) as {
      readonly points: readonly { readonly at: string; readonly value: number }[]
      readonly gaps: readonly unknown[]
    }
    expect(points.map(({ at, value }) => [Date.parse(at), value])).toEqual(
      there.map(minute => [startMs + minute * minuteMs, minute + 0.5]),
    )
    expect(gaps).toHaveLength(6)
    // LocalStack takes seconds for a point.
  }, 600_000)

  it('has resources of the dashboards that CloudFormation takes', async () => {
    const cloudFormation = new CloudFormationClient()
    const TemplateBody = readFileSync('infra/dashboards.json', 'utf8')

    await expect(cloudFormation.send(new ValidateTemplateCommand({ TemplateBody }))).resolves.toBeDefined()
    cloudFormation.destroy()
  })
})
