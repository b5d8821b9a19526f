import { spawn } from 'node:child_process'
import type { TiedCommand } from './tied-command.ts'

/** A process that was started as a server. */
export interface ServerProcess {
  readonly pid: number
  readonly hasEnded: () => boolean
  /** What it said last. */
  readonly words: () => string
  /** Resolves when it is no more, with how it ended. */
  readonly ended: Promise<string>
  /** Ends it and waits until it is gone. */
  readonly stop: () => Promise<void>
}

/** So much of it, for the error when it dies. */
const maxWords = 400

const howItEnded = (code: number | null, signal: NodeJS.Signals | null, words: string): string => {
  if (signal !== null) return `it was ended by ${signal}`
  return words === '' ? `it ended with exit code ${code ?? 'unknown'}` : `it ended: ${words}`
}

/** Starts a process that is ended with this one, in whatever way that ends short of being killed. */
export const startServerProcess = ({ command, args, stdin }: TiedCommand): ServerProcess => {
  // A group of its own: Ctrl-C is for us, who still have to read the stream to its end.
  const child = spawn(command, [...args], { stdio: [stdin, 'pipe', 'pipe'], detached: true })
  let words = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-maxWords)
    })
  }
  const kill = (): void => {
    child.kill('SIGKILL')
  }
  process.once('exit', kill)
  let hasEnded = false
  const ended = new Promise<string>(resolve => {
    const end = (how: string): void => {
      hasEnded = true
      process.off('exit', kill)
      resolve(how)
    }
    child.once('close', (code, signal) => {
      end(howItEnded(code, signal, words.trim()))
    })
    child.once('error', error => {
      words = error.message
      end(`it ended: ${words}`)
    })
  })
  return {
    pid: child.pid ?? 0,
    hasEnded: () => hasEnded,
    words: () => words.trim(),
    ended,
    stop: async () => {
      if (!hasEnded) kill()
      await ended
    },
  }
}
