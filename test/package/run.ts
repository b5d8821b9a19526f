import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** How a program ended. */
export interface RanTo {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end. Unlike spawnSync it leaves servers of this process able to answer. */
export const run = async (
  command: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<RanTo> => {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { status, stdout, stderr }
}

/** As {@link run}, for what has to succeed. */
export const mustRun = async (...given: Parameters<typeof run>): Promise<string> => {
  const { status, stdout, stderr } = await run(...given)
  if (status === 0) return stdout
  throw new Error(`${given[0]} ${given[1].join(' ')} ended with ${String(status)}:\n${stdout}\n${stderr}`)
}
