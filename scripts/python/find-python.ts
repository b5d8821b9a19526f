import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** Whether a command is the wanted Python, with what a virtual environment needs. */
const fits = (command: string, version: string): boolean =>
  spawnSync(command, [
    '-c',
    `import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '${version}')`,
  ]).status === 0

/**
 * Finds a Python of a minor version such as `3.13`: TAILRACE_PYTHON, the PATH, then what pyenv installed, whose command
 * on the PATH works only where that version is selected.
 */
export const findPython = (version: string, env: Env): string | undefined => {
  const pyenv = env['PYENV_ROOT'] ?? join(homedir(), '.pyenv')
  const candidates = [
    ...(env['TAILRACE_PYTHON'] === undefined ? [] : [env['TAILRACE_PYTHON']]),
    `python${version}`,
    'python3',
    ...globSync(join(pyenv, 'versions', `${version}*`, 'bin', `python${version}`)),
  ]
  return candidates.find(command => fits(command, version))
}
