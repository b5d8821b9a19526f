import type { AlarmsOptions } from '../operations/alarms/alarms.ts'
import { changeAlarms } from '../operations/alarms/alarms.ts'
import type { AlarmStep } from '../operations/alarms/plan-alarms.ts'
import type { AwsPlaceOptions } from './aws-place.ts'
import { atPlace } from './aws-place.ts'
import { counted } from './counted.ts'
import { exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace alarms`, as they were given. */
export interface AlarmsCommandOptions extends AwsPlaceOptions {
  readonly table: string
  readonly topic?: string
  readonly function?: string
  readonly allowWrites: boolean
  readonly output: 'human' | 'json'
}

const lineOf = ({ step, name, differs, properties }: AlarmStep): string => {
  const why = step === 'update' ? `: ${differs.join(', ')}` : ''
  const what = step === 'create' ? `: ${properties?.AlarmDescription ?? ''}` : ''
  return `${step.padEnd(9)} ${name}${why}${what}`
}

/** CloudWatch charges for each metric of an alarm. */
const metricsOf = (steps: readonly AlarmStep[]): number =>
  steps.reduce((sum, { properties }) => {
    if (properties === undefined) return sum
    return sum + (properties.Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1)
  }, 0)

/**
 * `tailrace alarms apply`, `diff` and `remove`
 * @throws PipelineError `alarms.*`, `doctor.*`, `monitoring.writes-refused`, `command.endpoint-invalid`
 */
export const alarmsCommand = async (
  verb: AlarmsOptions['verb'],
  options: AlarmsCommandOptions,
  terminal: Terminal,
): Promise<number> => {
  const { out, say, env } = atPlace(terminal, options)
  const { table: tableName, function: functionName, topic, region, endpoint, output } = options
  const note = safeLine(say)
  const steps = await changeAlarms({
    verb,
    tableName,
    functionName,
    topic,
    region,
    endpoint,
    env,
    allowWrites: options.allowWrites,
    onWrite: note,
    onTable: ({ TableArn }) => {
      const [, , , where = '', account = ''] = TableArn.split(':')
      if (verb === 'diff') note(`alarms diff: account ${account}, region ${where}, table ${tableName}`)
    },
    onPlan: (planned, notes) => {
      for (const each of notes) note(each)
      if (output === 'json') json(out)({ format: 1, verb, steps: planned })
      else for (const each of planned) if (each.step !== 'unchanged') safeLine(out)(lineOf(each))
    },
  })
  const changes = steps.filter(({ step }) => step !== 'unchanged').length
  const said = verb === 'diff' ? 'would change' : 'changed'
  note(
    `${counted(steps.length, 'alarm')} over ${counted(metricsOf(steps), 'metric')}, which CloudWatch charges for; ${changes} ${said}`,
  )
  return verb === 'diff' && changes > 0 ? exitCodes.differences : exitCodes.done
}
