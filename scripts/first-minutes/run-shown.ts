import { spawn } from 'node:child_process'

/** How a command ended. */
export interface ShownRun {
  readonly status: number | null
  readonly output: string
  /** When what was looked for was first in its output; epoch milliseconds. */
  readonly seenAtMs: number | undefined
}

/** A command that is not through by then hangs. */
const longestMs = 600_000

/** Runs a line of a page by the shell, as its reader does. What hangs is ended, and says so. */
export const runShown = async (
  command: string,
  options: {
    readonly folder: string
    readonly env: NodeJS.ProcessEnv
    readonly expected?: RegExp | undefined
  },
): Promise<ShownRun> =>
  new Promise((resolve, reject) => {
    const { folder, env, expected } = options
    // A group of its own, since what hangs is seldom the shell.
    const child = spawn('sh', ['-c', command], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    let seenAtMs: number | undefined
    const hanging = setTimeout(() => {
      output += `\nended after ${longestMs / 1000} s`
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, longestMs)
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (expected?.test(output) === true) seenAtMs ??= Date.now()
      })
    child.once('error', reject)
    child.once('close', status => {
      clearTimeout(hanging)
      resolve({ status, output, seenAtMs })
    })
  })
