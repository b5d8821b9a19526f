import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { newProgram } from '../../cli/program.ts'
import type { Terminal } from '../../cli/terminal.ts'
import { bundleFunction } from '../bundling/bundle-function.ts'
import { packagedFunctions } from '../bundling/packaged-functions.ts'

const hasBundle = newProgram({} as Terminal, { code: 0 }).commands.some(each => each.name() === 'bundle')

/**
 * Makes the zips of a project by the command, or by what the command is to be made of while there is none: the one place
 * that goes when `tailrace bundle` is there.
 */
export const bundleAsShipped = async (
  folder: string,
  run: (command: string, folder: string) => Promise<unknown>,
): Promise<string> => {
  if (hasBundle) {
    await run('npx tailrace bundle', folder)
    return 'bundled by the command'
  }
  for (const packaged of await packagedFunctions(folder, process.env)) {
    const { zip, problems } = await bundleFunction(folder, packaged)
    if (problems.length > 0) throw new Error(problems.join('\n'))
    mkdirSync(dirname(join(folder, packaged.artifact)), { recursive: true })
    writeFileSync(join(folder, packaged.artifact), zip)
  }
  return 'bundled by scripts/bundling, since the command is not there yet'
}
