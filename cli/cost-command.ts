import { raise } from '../core/errors/pipeline-error.ts'
import { costOfTable } from '../operations/cost/cost-of-table.ts'
import { costFaults } from '../operations/cost/faults.ts'
import type { AwsPlaceOptions } from './aws-place.ts'
import { atPlace } from './aws-place.ts'
import { costJson } from './cost-json.ts'
import { costLines } from './cost-lines.ts'
import { exitCodes } from './exit-code.ts'
import { envForTable } from './running-dev.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace cost`, as they were given. */
export interface CostCommandOptions extends AwsPlaceOptions {
  readonly table: string
  readonly days: number
  readonly prices: readonly string[]
  readonly target: number
  readonly minUnits: number
  readonly maxUnits: number
  readonly pipeline: boolean
  readonly memory: number
  readonly architecture: 'arm64' | 'x86_64'
  readonly shards: number
  readonly invocationMs: number
  readonly changeMs: number
  readonly output: 'human' | 'json'
}

/** Batch sizes and windows that the pipeline is tried with. */
const batchSizes: readonly number[] = [100, 1_000]
const windowsSeconds: readonly number[] = [0, 1, 10, 60]

const check = (option: string, value: number, [least, most]: readonly [number, number]): void => {
  if (value >= least && value <= most) return
  throw raise(costFaults, 'cost.argument-invalid', {
    option,
    value: String(value),
    allowed: `a whole number from ${least} to ${most}`,
  })
}

const checkOptions = (options: CostCommandOptions): void => {
  check('--days', options.days, [1, 63])
  check('--target', options.target, [20, 90])
  check('--min-units', options.minUnits, [1, 1_000_000])
  check('--max-units', options.maxUnits, [options.minUnits, 1_000_000])
  check('--memory', options.memory, [128, 10_240])
  check('--shards', options.shards, [1, 100_000])
  check('--invocation-ms', options.invocationMs, [1, 900_000])
  check('--change-ms', options.changeMs, [0, 900_000])
}

/** `tailrace cost` */
export const costCommand = async (options: CostCommandOptions, given: Terminal): Promise<number> => {
  checkOptions(options)
  const terminal = atPlace(given, options)
  const { clock, out, signal } = terminal
  const { memory, architecture, shards, invocationMs, changeMs } = options
  const report = await costOfTable({
    env: envForTable(terminal, options.table, options),
    tableName: options.table,
    days: options.days,
    priceFiles: options.prices,
    scaling: { targetPercent: options.target, min: options.minUnits, max: options.maxUnits },
    pipeline: options.pipeline
      ? { memoryMb: memory, ...{ architecture, shards, invocationMs, changeMs, batchSizes, windowsSeconds } }
      : undefined,
    nowMs: clock.now(),
    signal,
  })
  if (options.output === 'json') json(out)(costJson(report))
  else for (const line of costLines(report)) safeLine(out)(line)
  return exitCodes.done
}
