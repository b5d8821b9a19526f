import { problems } from '../operations/verify/report.ts'
import type { VerifyEvent, VerifySummary } from '../operations/verify/verify-event.ts'
import { verifyFrom } from '../operations/verify/verify-from.ts'
import { exitCodes } from './exit-code.ts'
import { overridesOf } from './project-options.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'
import { verifyLines, verifySummaryText } from './verify-lines.ts'
import type { VerifyCommandOptions } from './verify-options.ts'
import { checkNumbers, pauseMsOf, verifyScopeOf, sinceMsOf } from './verify-options.ts'

/** 0 when nothing differs any more, 3 when something does. */
export const exitCodeOfVerify = (summary: VerifySummary): number => {
  if (summary.interrupted) return exitCodes.interrupted
  const found = problems.reduce((sum, problem) => sum + summary[problem], 0)
  return found > summary.repaired ? exitCodes.differences : exitCodes.done
}

/** The command that goes on with the same run. */
const resumeCommandOf = (options: VerifyCommandOptions): string => {
  const { table, function: functionName, repair, file, stage } = options
  const parts = ['tailrace verify']
  if (repair) parts.push('--repair')
  if (table !== undefined) parts.push(`--table ${table}`)
  if (functionName !== undefined) parts.push(`--function ${functionName}`)
  if (file !== undefined) parts.push(`--file ${file}`)
  if (stage !== undefined) parts.push(`--stage ${stage}`)
  return parts.join(' ')
}

const printed =
  (print: (value: unknown) => void, lines: (event: VerifyEvent) => void) =>
  (event: VerifyEvent): void => {
    // What only a person at a terminal needs goes beside the data.
    if (event.event === 'Progress' || event.event === 'CanResume') lines(event)
    if (event.event === 'Progress') return
    if (!('functionName' in event)) {
      print(event)
      return
    }
    const { event: name, functionName, ...rest } = event
    print({ event: name, function: functionName, ...rest })
  }

/** `tailrace verify` */
export const verifyCommand = async (options: VerifyCommandOptions, terminal: Terminal): Promise<number> => {
  const { clock, out } = terminal
  const { table, function: functionName, records, resume, allowWrites, output } = options
  checkNumbers(options)
  const print = json(out)
  const lines = verifyLines({ ...terminal, resumeCommand: resumeCommandOf(options) })
  const summary = await verifyFrom({
    ...terminal,
    table,
    functionName,
    records,
    resume,
    allowWrites,
    overrides: overridesOf(options),
    scope: verifyScopeOf(options),
    sinceMs: sinceMsOf(options, clock.now()),
    segments: options.segments,
    pauseMs: pauseMsOf(options),
    maxReadUnits: options.maxReadUnits,
    repair: options.repair ? { isDryRun: options.dryRun, most: options.maxRepairs } : undefined,
    tell: output === 'ndjson' ? printed(print, lines) : lines,
  })
  if (output === 'ndjson') print({ event: 'Summary', ...summary })
  else out(verifySummaryText(summary))
  return exitCodeOfVerify(summary)
}
