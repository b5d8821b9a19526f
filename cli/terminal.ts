import type { Clock } from '../core/clock.ts'
import { printable } from '../core/printable.ts'
import type { Tty } from './screen/tty.ts'

/** What a command can reach of the world; a test gives it something else. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
  readonly clock: Clock
  /** Data. */
  readonly out: (text: string) => void
  /** Everything else. */
  readonly say: (text: string) => void
  /** Text that comes on stdin, until its end or until `signal` is aborted. */
  readonly input: () => AsyncIterable<string>
  /** Asks the person at the terminal, and resolves with the line that is typed; nothing where nobody sits there. */
  readonly ask?: (question: string) => Promise<string>
  /** Resolves when more can be put out without it piling up in memory. */
  readonly flush: () => Promise<void>
  readonly signal: AbortSignal
  /** Gives variables to everything in this process that looks for them itself, as SDKs do. */
  readonly lend: (variables: Readonly<Record<string, string>>) => void
  /** From here on a user's code that this process loads finds no account of AWS and none of its hosts. */
  readonly keepLocal: () => void
  /** What a screen is drawn on; in a pipe there is none. */
  readonly tty: Tty | undefined
  readonly random: () => number
  readonly newId: () => string
  readonly platform: string
  readonly arch: string
  readonly homeFolder: string
}

/** Writes a value as one line of JSON. */
export const json =
  (out: Terminal['out']) =>
  (value: unknown): void => {
    out(`${printable(JSON.stringify(value))}\n`)
  }

/** Writes text of several lines; what somebody typed stands in what is said of it. */
export const safeLines =
  (write: Terminal['out']) =>
  (text: string): void => {
    write(text.split('\n').map(printable).join('\n'))
  }

/**
 * Writes one line, whatever is in it: messages and lines name keys and paths, which may hold anything.
 * @param write - where to, with the end of the line
 */
export const safeLine =
  (write: Terminal['out']) =>
  (line: string): void => {
    write(`${printable(line.endsWith('\n') ? line.slice(0, -1) : line)}\n`)
  }
