import type { ReadStream, WriteStream } from 'node:tty'
import type { ScreenSize } from './draw-screen.ts'

/** A terminal that can be drawn on and asked for keys. */
export interface Tty {
  readonly size: () => ScreenSize
  readonly write: (text: string) => void
  /** Takes the keys from now on, as they come: one a call. @returns what gives them back */
  readonly listen: (onKey: (key: string) => void) => () => void
  /** @returns what ends it */
  readonly onResize: (listener: () => void) => () => void
  /** Asks this process for an end, as Ctrl-C does. */
  readonly interrupt: () => void
  /** Stops this process until its shell lets it go on, as Ctrl-Z does. */
  readonly suspend: () => void
  /** Called when the shell has let it go on. @returns what ends it */
  readonly onContinue: (listener: () => void) => () => void
  /** Called before this process ends, however it does. @returns what ends it */
  readonly onExit: (listener: () => void) => () => void
}

/** Keys that a terminal sends as more than one character, by what it sends. */
const sequences: readonly (readonly [string, string])[] = [
  ['\u001b[A', 'up'],
  ['\u001b[B', 'down'],
  ['\u001bOA', 'up'],
  ['\u001bOB', 'down'],
  ['\u001b[5~', 'page-up'],
  ['\u001b[6~', 'page-down'],
]

/** What was typed, key by key; what a terminal reports of itself is none. */
export const keysIn = (typed: string): readonly string[] => {
  const keys: string[] = []
  let rest = typed
  while (rest !== '') {
    const [known = '', name] = sequences.find(([text]) => rest.startsWith(text)) ?? []
    if (name !== undefined) keys.push(name)
    const other = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O.)/.exec(rest)?.[0] ?? ''
    const length = known.length || other.length || 1
    if (known === '' && other === '') keys.push(rest === '\u001b' ? 'escape' : rest.slice(0, 1))
    rest = rest.slice(length)
  }
  return keys
}

const heardFrom =
  (name: string) =>
  (listener: () => void): (() => void) => {
    process.on(name, listener)
    return () => void process.off(name, listener)
  }

/**
 * The terminal of this process, where it has one on both sides.
 *
 * @returns nothing in a pipe, and for a terminal that can only print
 */
export const ttyOf = (
  stdin: ReadStream,
  stdout: WriteStream,
  env: Readonly<Record<string, string | undefined>>,
): Tty | undefined => {
  // Both are `undefined`, not false, in a pipe.
  const isTerminal = [stdin.isTTY, stdout.isTTY].every(each => (each as boolean | undefined) === true)
  if (!isTerminal || env['TERM'] === 'dumb') return undefined
  return {
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    write: text => void stdout.write(text),
    listen: onKey => {
      const onData = (typed: string): void => {
        for (const key of keysIn(typed)) onKey(key)
      }
      stdin.setRawMode(true)
      stdin.setEncoding('utf8').on('data', onData)
      stdin.resume()
      return () => {
        stdin.off('data', onData)
        stdin.setRawMode(false)
        stdin.pause()
      }
    },
    onResize: listener => {
      stdout.on('resize', listener)
      return () => void stdout.off('resize', listener)
    },
    interrupt: () => void process.kill(process.pid, 'SIGINT'),
    suspend: () => void process.kill(process.pid, 'SIGTSTP'),
    onContinue: heardFrom('SIGCONT'),
    onExit: heardFrom('exit'),
  }
}
