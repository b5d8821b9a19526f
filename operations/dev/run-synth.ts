import { join, sep } from 'node:path'
import { runTied } from '../../local-servers/run-tied.ts'
import { shellCommand } from '../../local-servers/spawn-tied.ts'
import { realPath } from '../build/real-path.ts'
import type { Project } from '../project/project.ts'
import type { DevEvent } from './dev-event.ts'

/** Of what a command said, the end: the reason stands there. */
const wordsKept = 400

const ended = async (
  command: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> => {
  const { code, said } = await runTied(shellCommand(command, process.platform), { folder, env })
  const words = said.trim().slice(-wordsKept)
  return code === 0 ? undefined : words || `it ended with ${String(code ?? 'a signal')}`
}

/**
 * What runs the project's `synth` when files change, so that the code that is run is that of the source. A change of
 * the output alone is its own doing, and is taken up without it.
 */
export const synthOf = (
  { synth, folder, file }: Pick<Project, 'synth' | 'folder' | 'file'>,
  env: Readonly<Record<string, string | undefined>>,
  tell: (event: DevEvent) => void,
): ((paths: ReadonlySet<string>) => Promise<void>) | undefined => {
  if (synth === undefined) return undefined
  const output = join(realPath(folder), file.split('/')[0] ?? file) + sep
  return async paths => {
    if ([...paths].every(path => path.startsWith(output))) return
    tell({ event: 'Synthesizing', command: synth })
    const reason = await ended(synth, folder, { ...env })
    if (reason !== undefined) throw new Error(`${synth} failed: ${reason}`)
  }
}
