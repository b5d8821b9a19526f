import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { AwsPlace } from '../../adapters/aws/aws-access.ts'
import { awsAccess } from '../../adapters/aws/aws-access.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Deployment } from '../checks/deployment.ts'
import { readTable } from '../doctor/read-table.ts'
import { openAlarms } from './cloudwatch-alarms.ts'
import type { WritePlace } from '../dashboard/write-guard.ts'
import { showAndAllow } from '../dashboard/write-guard.ts'
import { alarmPrefix } from './alarm-names.ts'
import { alarmsOfDeployment } from './deployed-alarms.ts'
import { alarmFaults } from './faults.ts'
import type { AlarmStep } from './plan-alarms.ts'
import { carryOut, planApply, planRemove } from './plan-alarms.ts'

/** What is to be done with the alarms of a table. */
export interface AlarmsOptions extends AwsPlace {
  readonly verb: 'apply' | 'diff' | 'remove'
  readonly tableName: string
  /** Only this function; else those on the stream. */
  readonly functionName: string | undefined
  /** ARN of the topic that alarms tell; for `apply` and `diff`. */
  readonly topic: string | undefined
  readonly allowWrites: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Told first of all. */
  readonly onTable: (table: Deployment['table'], isLocal: boolean) => void
  /** Told before anything is changed. */
  readonly onPlan: (steps: readonly AlarmStep[], notes: readonly string[]) => void
  /** Told where it goes, before anything is. */
  readonly onWrite?: (line: string) => void
}

const topicOf = ({ topic }: AlarmsOptions): string => {
  if (topic !== undefined && /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$/.test(topic)) return topic
  throw raise(alarmFaults, 'alarms.argument-invalid', {
    option: '--topic',
    value: topic ?? '',
    allowed: 'the ARN of a topic, arn:aws:sns:REGION:ACCOUNT:NAME',
  })
}

const placeOf = ({ TableName: table, TableArn }: Deployment['table']): WritePlace => {
  const [, , , region = '', account = ''] = TableArn.split(':')
  return { table, region, account }
}

/**
 * Brings the alarms of a table and its functions to their definition, says what would be done for that, or takes them
 * away. Only what has the tag of this tool is touched.
 *
 * @throws PipelineError `alarms.*`, `monitoring.writes-refused`, `doctor.table-unreadable`, `doctor.function-unknown`, `doctor.credentials-refused`
 */
export const changeAlarms = async (options: AlarmsOptions): Promise<readonly AlarmStep[]> => {
  const {
    verb,
    tableName,
    functionName,
    env,
    allowWrites,
    onTable,
    onPlan,
    onWrite = () => undefined,
  } = options
  const topic = verb === 'remove' ? '' : topicOf(options)
  const access = awsAccess(env, options)
  const client = new DynamoDBClient(access.settings)
  const account = await openAlarms(access)
  try {
    const table = await readTable(client, tableName)
    onTable(table, access.isLocal)
    const wanted =
      verb === 'remove'
        ? { sets: [], notes: [] }
        : await alarmsOfDeployment(access, table, functionName, account.counts)
    const steps =
      verb === 'remove'
        ? await planRemove(account, alarmPrefix(tableName, functionName))
        : await planApply(account, wanted.sets, topic)
    onPlan(steps, wanted.notes)
    const isChange = steps.some(({ step }) => step !== 'unchanged')
    if (verb === 'diff' || !isChange) return steps
    showAndAllow(`alarms ${verb}`, placeOf(table), { isLocal: access.isLocal, allowWrites, say: onWrite })
    await carryOut(account, steps, topic)
    return steps
  } finally {
    account.close()
    client.destroy()
  }
}
