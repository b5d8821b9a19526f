import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import type { TiedCommand } from './tied-command.ts'
import { tiedCommand } from './tied-command.ts'

/** What {@link spawnTied} takes beside a command. */
export interface SpawnTiedOptions {
  /** @defaultValue this process's */
  readonly folder?: string | undefined
  /** @defaultValue this process's */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly stdout: 'pipe' | 'ignore'
  readonly stderr: 'pipe' | 'ignore'
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Where the system looks without PATH. */
const defaultPath = '/usr/bin:/bin'

/** Whether the shell would find a program. */
const isFound = (command: string, folder: string, path = defaultPath): boolean => {
  if (command.includes('/')) return isProgram(resolve(folder, command))
  return path.split(delimiter).some(each => isProgram(resolve(folder, each, command)))
}

/**
 * Starts a program that ends with this process, and whatever it has started by then with it, even when this one is
 * killed. It leads a group of its own. One that is not there is an `error` of the child, as of `spawn`.
 */
export const spawnTied = (
  command: string,
  args: readonly string[],
  { folder = process.cwd(), env = process.env, stdout, stderr }: SpawnTiedOptions,
): ChildProcess => {
  const plain: TiedCommand = { command, args, stdin: 'ignore' }
  // The shell would only say that it has not found it, and with words of its own.
  const found = process.platform !== 'win32' && isFound(command, folder, env['PATH'])
  const started = found ? tiedCommand(command, args, process.platform) : plain
  return spawn(started.command, [...started.args], {
    cwd: folder,
    env: { ...env },
    stdio: [started.stdin, stdout, stderr],
    // Windows would give it a window.
    detached: process.platform !== 'win32',
  })
}

/** The command that has a shell run a line. */
export const shellCommand = (line: string, platform: string): readonly [string, ...(readonly string[])] =>
  platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', line] : ['/bin/sh', '-c', line]
