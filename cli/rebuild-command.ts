import { raise } from '../core/errors/pipeline-error.ts'
import { rebuildFaults } from '../operations/rebuild/faults.ts'
import type { RebuildSummary } from '../operations/rebuild/rebuild-event.ts'
import type { RebuildTask } from '../operations/rebuild/rebuild-from.ts'
import { rebuildFrom } from '../operations/rebuild/rebuild-from.ts'
import { durationIn } from './duration.ts'
import { exitCodes } from './exit-code.ts'
import { rebuildLines, rebuildSummaryText } from './rebuild-lines.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'
import { verifyCommand } from './verify-command.ts'

/** The options of `tailrace rebuild`, as they were given. */
export interface RebuildCommandOptions {
  readonly table?: string
  readonly function?: string
  readonly index?: string
  readonly newIndex: boolean
  readonly mapping?: string
  readonly adopt: boolean
  readonly abandon: boolean
  readonly dropOld: boolean
  readonly maxReadUnits?: number
  readonly segments?: number
  readonly pause?: string
  readonly maxLate?: string
  readonly maxRepairs?: number
  readonly resume?: string
  readonly dryRun: boolean
  readonly allowWrites: boolean
  readonly output: 'human' | 'ndjson'
}

const refuse = (option: string, value: string, allowed: string): Error =>
  raise(rebuildFaults, 'rebuild.argument-invalid', { option, value, allowed })

const flags = { 'new-index': '--new-index', adopt: '--adopt', abandon: '--abandon', 'drop-old': '--drop-old' }

/** What is to be done; nothing where the index is brought right in place. */
const taskOf = (options: RebuildCommandOptions): RebuildTask | undefined => {
  const { newIndex, adopt, abandon, dropOld, mapping, resume, index, maxLate } = options
  const given: readonly (readonly [RebuildTask, boolean])[] = [
    ['new-index', newIndex],
    ['adopt', adopt],
    ['abandon', abandon],
    ['drop-old', dropOld],
  ]
  const [first, second] = given.filter(([, isGiven]) => isGiven).map(([task]) => task)
  if (first !== undefined && second !== undefined)
    throw refuse(flags[second], 'given', `left out with ${flags[first]}`)
  const isFilled = first === 'new-index' || first === 'adopt'
  if (mapping !== undefined && first !== 'new-index')
    throw refuse('--mapping', mapping, 'given with --new-index: a mapping cannot be changed in place')
  if (index !== undefined && first === undefined)
    throw refuse('--index', index, 'left out in place, where --table or --function says what is mended')
  if (maxLate !== undefined && !isFilled)
    throw refuse('--max-late', maxLate, 'given with --new-index or --adopt')
  if (resume !== undefined && first !== undefined && !isFilled)
    throw refuse('--resume', resume, `left out with ${flags[first]}`)
  return first
}

const msOf = (option: string, text: string | undefined): number | undefined => {
  const ms = text === undefined ? undefined : durationIn(text)
  if (text !== undefined && ms === undefined) throw refuse(option, text, 'a duration as 500ms, 10s or 2m')
  return ms
}

const checkRebuildNumbers = ({ maxReadUnits, segments }: RebuildCommandOptions): void => {
  if (maxReadUnits === 0) throw refuse('--max-read-units', '0', 'a whole number from 1')
  if (segments !== undefined && (segments < 1 || segments > 1_000))
    throw refuse('--segments', String(segments), 'a whole number from 1 to 1000')
}

/** The command that goes on with the same run. */
const againOf = ({ table, function: functionName, index, adopt }: RebuildCommandOptions): string => {
  const parts = [`tailrace rebuild ${adopt ? '--adopt' : '--new-index'}`]
  if (table !== undefined) parts.push(`--table ${table}`)
  if (functionName !== undefined) parts.push(`--function ${functionName}`)
  if (index !== undefined) parts.push(`--index ${index}`)
  return parts.join(' ')
}

const exitCodeOfRebuild = (summary: RebuildSummary | undefined): number =>
  summary?.interrupted === true ? exitCodes.interrupted : exitCodes.done

/** `tailrace rebuild` */
export const rebuildCommand = async (options: RebuildCommandOptions, terminal: Terminal): Promise<number> => {
  const task = taskOf(options)
  checkRebuildNumbers(options)
  const { table, function: functionName, output, dryRun, maxRepairs, pause, maxLate } = options
  if (task === undefined)
    return verifyCommand({ ...options, repair: true, maxRepairs: maxRepairs ?? 1_000 }, terminal)
  const print = json(terminal.out)
  const lines = rebuildLines({ ...terminal, resumeCommand: againOf(options) })
  const summary = await rebuildFrom({
    ...terminal,
    task,
    table,
    functionName,
    index: options.index,
    mapping: options.mapping,
    resume: options.resume,
    isDryRun: dryRun,
    allowWrites: options.allowWrites,
    maxReadUnits: options.maxReadUnits,
    maxLateMs: msOf('--max-late', maxLate),
    pauseMs: msOf('--pause', pause),
    maxRepairs,
    ...(options.segments !== undefined && { segments: options.segments }),
    tell: event => {
      const isForPeople = event.event === 'Progress' || event.event === 'Filling'
      if (output === 'human' || isForPeople || event.event === 'CanResume') lines(event)
      if (output === 'ndjson' && !isForPeople) print(event)
    },
  })
  if (summary !== undefined && output === 'ndjson') print({ event: 'Summary', ...summary })
  else if (summary !== undefined) terminal.out(rebuildSummaryText(summary))
  return exitCodeOfRebuild(summary)
}
