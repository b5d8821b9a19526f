import { spawn } from 'node:child_process'

/** How a command ended. */
export interface ShownRun {
  readonly status: number | null
  readonly output: string
  /** When what was looked for was first in its output; epoch milliseconds. */
  readonly seenAtMs: number | undefined
}

/** Runs a line of a page by the shell, as its reader does. */
export const runShown = async (
  command: string,
  options: {
    readonly folder: string
    readonly env: NodeJS.ProcessEnv
    readonly expected: RegExp | undefined
  },
): Promise<ShownRun> =>
  new Promise((resolve, reject) => {
    const { folder, env, expected } = options
    const child = spawn('sh', ['-c', command], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let seenAtMs: number | undefined
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (expected?.test(output) === true) seenAtMs ??= Date.now()
      })
    child.once('error', reject)
    child.once('close', status => {
      resolve({ status, output, seenAtMs })
    })
  })
