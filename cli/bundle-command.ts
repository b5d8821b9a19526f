import { bundleProject } from '../operations/bundling/bundle-project.ts'
import { exitCodes } from './exit-code.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace bundle`. */
export interface BundleCommandOptions extends ProjectOptions {
  readonly out: string
  readonly as: 'zip' | 'folder'
  readonly function?: string
  readonly output: 'human' | 'ndjson'
}

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1_000)} KB`

/**
 * `tailrace bundle`
 * @throws PipelineError `project.*`, `build.*`, `bundle.*`
 */
export const bundleCommand = async (
  { out: place, as, function: functionName, output, ...which }: BundleCommandOptions,
  { folder, env, out, say }: Terminal,
): Promise<number> => {
  const { functions, others, notes } = await bundleProject({
    ...{ folder, env, out: place, as, functionName },
    overrides: overridesOf(which),
  })
  const [print, line, tell] = [json(out), safeLine(out), safeLine(say)]
  for (const note of notes) tell(`${note}\n`)
  for (const each of functions) {
    const { path, handler, bytes, leftOut } = each
    const without = leftOut.length === 0 ? '' : `, without ${leftOut.join(', ')}`
    if (output === 'ndjson') print(each)
    else line(`${each.functionName}  ${path}  ${kilobytes(bytes)}, handler ${handler}${without}\n`)
    for (const note of each.notes) tell(`${each.functionName}: ${note}\n`)
  }
  for (const name of others) tell(`${name} does not run in Node.js: the deploy tool packages it\n`)
  return exitCodes.done
}
