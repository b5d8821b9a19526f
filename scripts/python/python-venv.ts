import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const run = (command: string, ...args: string[]): void => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  const reason = error?.message ?? `${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n')
  throw new Error(`${command} ${args.slice(0, 3).join(' ')} failed:\n${reason}`)
}

/**
 * A virtual environment with exactly the packages of a requirements file, made once and again when the file changes.
 * Returns the folder of its commands.
 */
export const pythonVenv = (python: string, folder: string, requirementsFile: string): string => {
  const stampFile = join(folder, 'installed')
  const stamp = createHash('sha256').update(python).update(readFileSync(requirementsFile)).digest('hex')
  const bin = join(folder, 'bin')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return bin
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  run(python, '-m', 'venv', folder)
  run(
    join(bin, 'python'),
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--no-deps',
    '-r',
    requirementsFile,
  )
  writeFileSync(stampFile, stamp)
  return bin
}
