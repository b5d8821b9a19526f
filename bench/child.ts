import { spawn } from 'node:child_process'

/** Runs a script of its own process in this environment, which prints one value as JSON. */
export const childIn = async (env: NodeJS.ProcessEnv, args: readonly string[]): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
    let text = ''
    running.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    running.on('error', reject)
    running.on('close', code => {
      if (code === 0) resolve(JSON.parse(text))
      else reject(new Error(`${args.join(' ')} ended with ${String(code)}`))
    })
  })

/** The same in this process's own environment. */
export const child = async (...args: readonly string[]): Promise<unknown> => childIn(process.env, args)
