import { explain } from '../operations/explain/explain.ts'
import { exitCodes } from './exit-code.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import { readFiles } from './read-files.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace explain`. */
export interface ExplainCommandOptions extends ProjectOptions {
  readonly output: 'human' | 'ndjson'
}

/** `tailrace explain` */
export const explainCommand = async (
  files: readonly string[],
  { output, ...which }: ExplainCommandOptions,
  { folder, out }: Terminal,
): Promise<number> => {
  const print = json(out)
  for (const each of await explain(folder, readFiles(files).flat(), overridesOf(which))) {
    const { functionName, processor, eventName, key, matched, kind, failed } = each
    if (output === 'ndjson') {
      print({ event: 'Explained', ...each })
      continue
    }
    const verdict = matched ? `matched as ${kind ?? eventName}` : `not matched: ${failed.join('; ')}`
    safeLine(out)(`${eventName.padEnd(6)} ${key}  ${functionName}/${processor}: ${verdict}`)
  }
  return exitCodes.done
}
