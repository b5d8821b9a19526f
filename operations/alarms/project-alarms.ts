import { stringify } from 'yaml'
import type { ProjectFunction } from '../project/project.ts'
import { alarmResources, logMetricResources, resourceNamed } from './alarm-resources.ts'
import { functionAlarms, verifyAlarm } from './function-alarms.ts'
import { logAlarms } from './log-alarms.ts'
import { tableAlarms } from './table-alarms.ts'
import { waitingAlarms } from './waiting-alarms.ts'

/** What the resources are made of. */
export interface ProjectAlarms {
  readonly functions: readonly Pick<ProjectFunction, 'functionName' | 'timeoutMs'>[]
  /** Logical id of the table. */
  readonly table: string
  readonly indexes: readonly string[]
}

const head = `# Written by \`npm run alarms\` from operations/alarms/: the same alarms as \`tailrace alarms apply\` makes. Not to be edited.
# Those of the table are only there with a topic: they are many, and without one nobody is told.
`

const ofFunction = ({ functionName: name, timeoutMs }: ProjectAlarms['functions'][number]) => {
  const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const functionName = resourceNamed(`${id}LambdaFunction`)
  const mappings = [resourceNamed(`${id}EventSourceMappingDynamodbTable`)]
  return {
    ...alarmResources(id, functionAlarms({ name, functionName, timeoutMs, mappings })),
    ...logMetricResources(id, `${id}LogGroup`, functionName),
    ...alarmResources(id, logAlarms(name, functionName)),
    ...alarmResources(id, waitingAlarms(name, functionName), 'WithParkedReport'),
  }
}

/** The alarms of a serverless project on one table as a fragment of CloudFormation. */
export const projectAlarms = ({ functions, table, indexes }: ProjectAlarms): string => {
  const tableName = resourceNamed(table)
  const ofTable = tableAlarms({ tableName, indexes, provisioned: new Map(), replicas: [] })
  const Resources = {
    ...Object.assign({}, ...functions.map(ofFunction)),
    ...alarmResources(
      '',
      [verifyAlarm({ stage: '${sls:stage}', functionName: 'projections' })],
      'WithVerify',
    ),
    ...alarmResources('Table', ofTable, 'WithAlarmTopic'),
  } as Readonly<Record<string, unknown>>
  return head + stringify({ Resources }, { lineWidth: 0, aliasDuplicateObjects: false })
}
