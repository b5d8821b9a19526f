import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { readArn } from '../../adapters/aws/arn.ts'
import { awsAccess } from '../../adapters/aws/aws-access.ts'
import { openCloudWatch } from '../../adapters/cloudwatch/open-cloudwatch.ts'
import { openClients } from '../../adapters/dynamodb/open-clients.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { openLambda } from '../doctor/read-functions.ts'
import type { DashboardOutcome } from './apply-dashboard.ts'
import { applyDashboard, removeDashboard } from './apply-dashboard.ts'
import type { DashboardPipeline } from './dashboard-pipeline.ts'
import type { DashboardBody, DashboardTable } from './definition.ts'
import { tableDashboard } from './definition.ts'
import { pipelineDashboard } from './pipeline-dashboard.ts'
import { monitoringFaults } from './faults.ts'
import type { WriteRequest } from './write-guard.ts'
import { showAndAllow, writesStayHere } from './write-guard.ts'

/** Which dashboards are meant. */
export interface DashboardsOfTable extends WriteRequest {
  readonly tableName: string
  /** Begins the names of the dashboards. */
  readonly name: string
  /** Functions of the pipeline; without any there is a dashboard of the table only. */
  readonly functions: DashboardPipeline['functions']
  /** Of the metrics of processors. @defaultValue 'Tailrace' */
  readonly namespace?: string
}

type Described = DashboardTable & { readonly account: string }

const describe = async ({ tableName, env }: DashboardsOfTable): Promise<Described> => {
  const { table: client, streams } = openClients(env)
  streams.destroy()
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
    const { region = '', account = '' } = readArn(Table?.TableArn ?? '') ?? {}
    const indexes = (Table?.GlobalSecondaryIndexes ?? []).flatMap(({ IndexName }) => IndexName ?? [])
    return { tableName: Table?.TableName ?? tableName, region, account, indexes }
  } catch (error) {
    throw raise(
      monitoringFaults,
      'monitoring.table-unreadable',
      { tableName, reason: reasonOf(error) },
      { cause: error },
    )
  } finally {
    client.destroy()
  }
}

/** With what Lambda bills them by; a function that may not be looked at has no picture of its cost, which is said. */
const withMemory = async ({
  functions,
  env,
  say,
}: DashboardsOfTable): Promise<DashboardPipeline['functions']> => {
  if (functions.length === 0) return functions
  const lambda = await openLambda(awsAccess(env, {}))
  try {
    return await Promise.all(
      functions.map(async each => {
        const found = await lambda.configuration(each.functionName)
        if (!found.isKnown) say(`no cost of ${each.functionName} is shown: ${found.because}`)
        return found.isKnown
          ? { ...each, memoryMb: found.value.memoryMb, architecture: found.value.architecture }
          : each
      }),
    )
  } finally {
    lambda.close()
  }
}

/** Dashboards by name: of the table, and of its pipeline where there is one. */
const bodies = (
  table: DashboardTable,
  { name, functions, namespace }: DashboardsOfTable,
): ReadonlyMap<string, DashboardBody> =>
  new Map([
    [`${name}-table`, tableDashboard(table)],
    ...(functions.length === 0
      ? []
      : [
          [
            `${name}-pipeline`,
            pipelineDashboard({
              ...{ name, region: table.region, functions },
              ...(namespace !== undefined && { namespace }),
            }),
          ] as const,
        ]),
  ])

/**
 * Writes or removes the dashboards of a table and its pipeline.
 *
 * @throws PipelineError `monitoring.*`, `cloudwatch.*`
 */
export const dashboardsOfTable = async (
  action: 'apply' | 'remove',
  options: DashboardsOfTable,
): Promise<ReadonlyMap<string, DashboardOutcome>> => {
  const table = await describe(options)
  const { account, region, tableName } = table
  const cloudWatch = await openCloudWatch(options.env, region)
  try {
    const names =
      action === 'remove'
        ? [`${options.name}-table`, `${options.name}-pipeline`]
        : [...bodies(table, options).keys()]
    const what = `dashboard ${action} ${names.join(', ')}`
    const asked = { ...options, isLocal: writesStayHere(options.env) }
    showAndAllow(what, { account, region, table: tableName }, asked)
    const outcomes = new Map<string, DashboardOutcome>()
    if (action === 'apply')
      for (const [name, body] of bodies(table, { ...options, functions: await withMemory(options) }))
        outcomes.set(name, await applyDashboard(cloudWatch, name, body))
    else for (const name of names) outcomes.set(name, await removeDashboard(cloudWatch, name))
    return outcomes
  } finally {
    cloudWatch.client.destroy()
  }
}
