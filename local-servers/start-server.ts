import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import type { Clock } from '../core/clock.ts'
import { raise } from '../core/errors/pipeline-error.ts'
import { machineFaults } from './faults.ts'

/** A server process of our own. */
export interface Server {
  readonly endpoint: string
  readonly port: number
  readonly pid: number
  readonly stop: () => Promise<void>
}

/** What {@link startServer} takes. */
export interface StartServerOptions {
  readonly what: string
  readonly command: string
  readonly args: (port: number) => readonly string[]
  readonly clock: Clock
  /** For a server that takes the place of one that died. @defaultValue a free one */
  readonly port?: number
  /** Whether it is there at last. @defaultValue when it answers HTTP, whatever it says */
  readonly isUp?: (port: number) => Promise<boolean>
  /** @defaultValue 60,000 */
  readonly timeoutMs?: number
}

/** A port of loopback that nobody listens on. */
export const freePort = async (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(new Error('the system gave no port'))
      })
    })
  })

const answersHttp = async (port: number): Promise<boolean> => {
  try {
    await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(2_000) })
    return true
  } catch {
    return false
  }
}

/** What a process said last, for the error when it dies. */
const maxWords = 400

/**
 * Starts a server on a free port of loopback and waits until it answers. It is ended with this process, in whatever
 * way that ends short of being killed.
 *
 * @throws PipelineError `machine.engine-not-started`
 */
export const startServer = async (options: StartServerOptions): Promise<Server> => {
  const { what, command, args, clock, isUp = answersHttp, timeoutMs = 60_000 } = options
  const port = options.port ?? (await freePort())
  const endpoint = `http://127.0.0.1:${port}`
  // A group of its own: Ctrl-C is for us, who still have to read the stream to its end.
  const child = spawn(command, [...args(port)], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let words = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-maxWords)
    })
  }
  const kill = (): void => {
    child.kill('SIGKILL')
  }
  process.once('exit', kill)
  let hasEnded = false
  const ended = new Promise<void>(resolve => {
    const end = (): void => {
      hasEnded = true
      process.off('exit', kill)
      resolve()
    }
    child.once('close', end)
    child.once('error', error => {
      words = error.message
      end()
    })
  })
  const stop = async (): Promise<void> => {
    if (!hasEnded) kill()
    await ended
  }
  const isOver = (): boolean => hasEnded

  const startedAtMs = clock.now()
  while (!(await isUp(port))) {
    const isLate = clock.now() - startedAtMs > timeoutMs
    if (isOver() || isLate) {
      await stop()
      const reason = isLate ? `no answer within ${timeoutMs} ms` : `it ended: ${words.trim()}`
      throw raise(machineFaults, 'machine.engine-not-started', { what, reason })
    }
    await clock.wait(50)
  }
  return { endpoint, port, pid: child.pid ?? 0, stop }
}
