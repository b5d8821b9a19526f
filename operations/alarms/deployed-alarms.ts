import type { TableDescription } from '@aws-sdk/client-dynamodb'
import type { AwsAccess } from '../../adapters/aws/aws-access.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Deployment, Known } from '../checks/deployment.ts'
import type { LambdaReader, FunctionOnTable } from '../doctor/read-functions.ts'
import { openLambda } from '../doctor/read-functions.ts'
import { alarmPrefix } from './alarm-names.ts'
import type { AccountAlarms } from './cloudwatch-alarms.ts'
import { alarmFaults } from './faults.ts'
import { functionAlarms } from './function-alarms.ts'
import type { AlarmSet } from './plan-alarms.ts'
import type { AlarmedTable } from './table-alarms.ts'
import { tableAlarms } from './table-alarms.ts'
import { waitingAlarms, waitingMetric } from './waiting-alarms.ts'

const provisionedOf = (table: TableDescription): AlarmedTable['provisioned'] => {
  const all = [
    ['', table.ProvisionedThroughput] as const,
    ...(table.GlobalSecondaryIndexes ?? []).map(
      ({ IndexName = '', ProvisionedThroughput }) => [IndexName, ProvisionedThroughput] as const,
    ),
  ]
  return new Map(
    all.map(([name, given]) => [
      name,
      { read: given?.ReadCapacityUnits ?? 0, write: given?.WriteCapacityUnits ?? 0 },
    ]),
  )
}

/** A table as its alarms see it. */
const alarmedTable = (table: Deployment['table']): AlarmedTable => ({
  tableName: table.TableName,
  indexes: (table.GlobalSecondaryIndexes ?? []).flatMap(({ IndexName }) => IndexName ?? []),
  provisioned: provisionedOf(table),
  replicas: (table.Replicas ?? []).flatMap(({ RegionName }) => RegionName ?? []),
})

const known = <T>(answer: Known<T>, action: string): T => {
  if (answer.isKnown) return answer.value
  throw raise(alarmFaults, 'alarms.refused', { action, reason: answer.because })
}

/** The alarms of a function, and what is left out of them. */
interface FunctionSet {
  readonly set: AlarmSet
  readonly note: string | undefined
}

const setOf = async (
  lambda: LambdaReader,
  { functionName, mappings }: FunctionOnTable,
  tableName: string,
  counts: AccountAlarms['counts'],
): Promise<FunctionSet> => {
  const { timeoutMs } = known(await lambda.configuration(functionName), 'lambda:GetFunctionConfiguration')
  const counting = mappings.filter(({ settings }) => settings.MetricsConfig.Metrics.includes('EventCount'))
  const ofFunction = functionAlarms({
    name: functionName,
    functionName,
    timeoutMs,
    mappings: counting.map(({ uuid }) => uuid),
  })
  // Nobody has to run the report, and an alarm on what nobody counts would cost and say nothing.
  const isReported = await counts(waitingMetric(functionName))
  const alarms = [...ofFunction, ...(isReported ? waitingAlarms(functionName, functionName) : [])]
  const isAll = counting.length === mappings.length
  return {
    set: { prefix: alarmPrefix(tableName, functionName), alarms },
    note: isAll
      ? undefined
      : `no alarm tells what Lambda gives up or drops of ${functionName}: its mapping gives no EventCount metrics (they cost; aws lambda update-event-source-mapping --metrics-config Metrics=EventCount)`,
  }
}

/** The alarms that a table and its functions should have. */
export interface WantedAlarms {
  readonly sets: readonly AlarmSet[]
  /** Lines for a person. */
  readonly notes: readonly string[]
}

/**
 * The alarms of a table as it is deployed, and of the functions on its stream, or of the one that is named.
 *
 * @throws PipelineError `alarms.refused`, `doctor.function-unknown`, `doctor.credentials-refused`
 */
export const alarmsOfDeployment = async (
  access: AwsAccess,
  table: Deployment['table'],
  functionName: string | undefined,
  counts: AccountAlarms['counts'],
): Promise<WantedAlarms> => {
  const lambda = await openLambda(access)
  try {
    const mapped = known(await lambda.mapped(table, functionName), 'lambda:ListEventSourceMappings')
    const found: FunctionSet[] = []
    for (const each of mapped) found.push(await setOf(lambda, each, table.TableName, counts))
    const ofTable = { prefix: alarmPrefix(table.TableName), alarms: tableAlarms(alarmedTable(table)) }
    return { sets: [ofTable, ...found.map(({ set }) => set)], notes: found.flatMap(({ note }) => note ?? []) }
  } finally {
    lambda.close()
  }
}
