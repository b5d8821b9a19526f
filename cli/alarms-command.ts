import type { AlarmsOptions } from '../operations/alarms/alarms.ts'
import { changeAlarms } from '../operations/alarms/alarms.ts'
import type { AlarmStep } from '../operations/alarms/plan-alarms.ts'
import { counted } from './counted.ts'
import { exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace alarms`, as they were given. */
export interface AlarmsCommandOptions {
  readonly table: string
  readonly topic?: string
  readonly function?: string
  readonly region?: string
  readonly endpoint?: string
  readonly profile?: string
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
 * @throws PipelineError `alarms.*`, `doctor.*`
 */
export const alarmsCommand = async (
  verb: AlarmsOptions['verb'],
  options: AlarmsCommandOptions,
  terminal: Terminal,
): Promise<number> => {
  const { out, say, env, lend } = terminal
  const { table: tableName, function: functionName, topic, region, endpoint, profile, output } = options
  if (profile !== undefined) lend({ AWS_PROFILE: profile })
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
    onTable: ({ TableArn }, isLocal) => {
      const [, , , where = '', account = ''] = TableArn.split(':')
      if (!isLocal) note(`table ${tableName} in ${where} of account ${account}`)
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
