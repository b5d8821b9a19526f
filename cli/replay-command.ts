import { replay } from '../operations/replay/replay.ts'
import { cacheFolder } from './cache-folder.ts'
import { changeLine } from './change-lines.ts'
import { exitCodes } from './exit-code.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import { readFiles } from './read-files.ts'
import { summaryLines } from './summary-lines.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace replay`. */
export interface ReplayCommandOptions extends ProjectOptions {
  readonly output: 'human' | 'ndjson'
  readonly allowRemoteSinks: boolean
}

/** `tailrace replay` */
export const replayCommand = async (
  files: readonly string[],
  { output, allowRemoteSinks, ...which }: ReplayCommandOptions,
  terminal: Terminal,
): Promise<number> => {
  const { out } = terminal
  if (!allowRemoteSinks) terminal.keepLocal()
  const say = safeLine(terminal.say)
  const print = json(out)
  const isJson = output === 'ndjson'
  const summary = await replay({
    ...terminal,
    overrides: overridesOf(which),
    batches: readFiles(files),
    cacheFolder: cacheFolder(terminal),
    allowAccount: allowRemoteSinks,
    tell: event => {
      if (event.event === 'EffectWritten') {
        const { functionName, report } = event
        if (isJson) print({ event: 'EffectWritten', function: functionName, ...report })
        else if (report.outcomes.length > 0) out(changeLine(functionName, report))
      } else if (isJson) print(event)
      else if (event.event === 'Refused')
        say(`a function was kept from ${event.service} (${event.operation}): set ${event.setting}\n`)
      else if (event.event === 'GivenUp') say(`${event.functionName} gave up: ${event.reason}\n`)
      else if (event.event === 'FunctionsPrinted') say(`what functions printed: ${event.file}\n`)
      else say(`Table engine: ${event.kind}, because ${event.why}\n`)
    },
  })
  if (isJson) print({ event: 'Summary', ...summary })
  else out(summaryLines(summary).join(''))
  if (terminal.signal.aborted) return exitCodes.interrupted
  return summary.failed > 0 ? exitCodes.failed : exitCodes.done
}
