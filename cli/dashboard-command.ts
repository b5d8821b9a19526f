import { raise } from '../core/errors/pipeline-error.ts'
import { dashboardsOfTable } from '../operations/dashboard/dashboards-of-table.ts'
import { metricFaults } from '../operations/metrics/faults.ts'
import type { AwsPlaceOptions } from './aws-place.ts'
import { atPlace } from './aws-place.ts'
import { exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace dashboard`, as they were given. */
export interface DashboardCommandOptions extends AwsPlaceOptions {
  readonly table: string
  readonly name?: string
  readonly function: readonly string[]
  readonly namespace?: string
  readonly allowWrites: boolean
  readonly output: 'human' | 'json'
}

/** CloudWatch takes no dot and nothing longer in the name of a dashboard; the end is ours. */
const longest = 255 - '-pipeline'.length

const nameOf = ({ name, table }: DashboardCommandOptions): string => {
  const given = name ?? `tailrace-${table.replaceAll('.', '_')}`
  if (/^[A-Za-z0-9_-]+$/.test(given) && given.length <= longest) return given
  throw raise(metricFaults, 'metrics.argument-invalid', {
    option: '--name',
    value: given,
    allowed: `letters, digits, - and _, at most ${longest}`,
  })
}

/** It stands within quotes in what CloudWatch searches for. */
const namespaceOf = (value: string): string => {
  if (/^[\w.#/: -]{1,255}$/.test(value)) return value
  const allowed = 'letters, digits, spaces and . - _ / # :, at most 255'
  throw raise(metricFaults, 'metrics.argument-invalid', { option: '--namespace', value, allowed })
}

/** `projections`, or `projections=UUID` with the mapping whose events are counted. */
const functionIn = (text: string) => {
  const [functionName = '', mappingId] = text.split('=', 2)
  return { functionName, mappingId }
}

/** `tailrace dashboard apply` and `remove` */
export const dashboardCommand = async (
  action: 'apply' | 'remove',
  options: DashboardCommandOptions,
  terminal: Terminal,
): Promise<number> => {
  const { env, say, out } = atPlace(terminal, options)
  const outcomes = await dashboardsOfTable(action, {
    ...{ env, tableName: options.table, name: nameOf(options), allowWrites: options.allowWrites },
    functions: options.function.map(functionIn),
    ...(options.namespace !== undefined && { namespace: namespaceOf(options.namespace) }),
    say: safeLine(say),
  })
  if (options.output === 'json') json(out)({ format: 1, dashboards: Object.fromEntries(outcomes) })
  else for (const [name, outcome] of outcomes) safeLine(out)(`${name}: ${outcome}`)
  return exitCodes.done
}
