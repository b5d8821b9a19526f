import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { homedir } from 'node:os'
import { createInterface } from 'node:readline/promises'
import { CommanderError } from 'commander'
import { systemClock } from '../core/clock.ts'
import { keepFromAws } from '../engine/function/keep-from-aws.ts'
import { accountVariables } from '../operations/local-run/safe-environment.ts'
import { errorLine, exitCodeOf, exitCodes } from './exit-code.ts'
import { ttyOf } from './screen/tty.ts'
import type { Terminal } from './terminal.ts'
import type { Outcome } from './add-command.ts'
import { newProgram } from './program.ts'

/** Ctrl-C asks for an end, as does closing the terminal; a second one does not wait for it. */
const interruptible = (): AbortSignal => {
  const controller = new AbortController()
  const ask = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  return controller.signal
}

/** What comes on stdin, as text. An interrupt ends it. */
const stdinText = async function* (signal: AbortSignal): AsyncIterable<string> {
  const end = (): unknown => process.stdin.destroy()
  signal.addEventListener('abort', end, { once: true })
  try {
    for await (const piece of process.stdin.setEncoding('utf8')) yield String(piece)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** One line from the person at the terminal; the question is no data. */
const ask =
  (signal: AbortSignal) =>
  async (question: string): Promise<string> => {
    const lines = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await lines.question(question, { signal })
    } finally {
      lines.close()
    }
  }

const stdoutFree = async (): Promise<void> => {
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain')
}

/** A reader that has seen enough, as `head` has, is no error. */
const endWithReader = (error: Error): void => {
  if ('code' in error && error.code === 'EPIPE') process.exit(exitCodes.done)
  throw error
}

/**
 * The command line: data on stdout, the rest on stderr, never rejects.
 * @returns the exit code
 */
export const main = async (argv: readonly string[], env: Terminal['env']): Promise<number> => {
  process.stdout.on('error', endWithReader)
  const signal = interruptible()
  const terminal: Terminal = {
    env: { ...env },
    folder: process.cwd(),
    clock: systemClock,
    out: text => void process.stdout.write(text),
    say: text => void process.stderr.write(text),
    input: () => stdinText(signal),
    ...(process.stdin.isTTY && process.stderr.isTTY && { ask: ask(signal) }),
    flush: stdoutFree,
    signal,
    lend: variables => void Object.assign(process.env, variables),
    keepLocal: () => {
      for (const name of accountVariables) Reflect.deleteProperty(process.env, name)
      keepFromAws()
    },
    tty: ttyOf(process.stdin, process.stdout, env),
    random: Math.random,
    newId: randomUUID,
    platform: process.platform,
    arch: process.arch,
    homeFolder: homedir(),
  }
  const outcome: Outcome = { code: exitCodes.done }
  try {
    await newProgram(terminal, outcome).parseAsync([...argv], { from: 'user' })
    return outcome.code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    terminal.say(errorLine(error))
    return exitCodeOf(error)
  }
}
