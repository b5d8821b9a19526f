import { spawn } from 'node:child_process'
import { resolve as resolvePath } from 'node:path'

/** How a command of the bin ended. */
export interface CommandResult {
  readonly code: number | null
  readonly out: string
  readonly said: string
}

const bin = resolvePath('bin/tailrace.mjs')

/** Runs `tailrace` as a user does, in the repository's folder unless told otherwise; `input` comes on stdin. */
export const tailrace = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
  folder = '.',
): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
    })
    let out = ''
    let said = ''
    child.stdin.on('error', () => undefined).end(input)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.on('error', reject)
    child.on('close', code => {
      resolve({ code, out, said })
    })
  })

/** The last line of what a command said: where it fails, the one that says why. */
export const lastLine = (said: string): string => said.trim().split('\n').at(-1) ?? ''

/** A command that runs until a signal ends it. */
export interface RunningCommand {
  /** Resolves with what stdout holds so far as soon as that is in it, as often as that. */
  readonly whenOut: (text: string, times?: number) => Promise<string>
  readonly kill: (signal: NodeJS.Signals) => void
  readonly closed: Promise<CommandResult>
}

/** Starts `tailrace` without waiting for its end. */
export const startTailrace = (
  args: readonly string[],
  folder = '.',
  env: Readonly<Record<string, string>> = {},
): RunningCommand => {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { out: '', said: '' }
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text.out += piece
  })
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    text.said += piece
  })
  return {
    whenOut: async (wanted, times = 1) =>
      new Promise(resolve => {
        const look = (): void => {
          if (text.out.split(wanted).length <= times) return
          child.stdout.off('data', look)
          resolve(text.out)
        }
        child.stdout.on('data', look)
        look()
      }),
    kill: signal => void child.kill(signal),
    closed: new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', code => {
        resolve({ code, ...text })
      })
    }),
  }
}

/** The lines of `--output ndjson`. */
export const objectsIn = (out: string): readonly Readonly<Record<string, unknown>>[] =>
  out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Readonly<Record<string, unknown>>)
