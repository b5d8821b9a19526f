import { createServer } from 'node:net'
import type { Clock } from '../core/clock.ts'
import { raise } from '../core/errors/pipeline-error.ts'
import { machineFaults } from './faults.ts'
import { startServerProcess } from './server-process.ts'
import type { TiedCommand } from './tied-command.ts'
import { tiedCommand } from './tied-command.ts'

/** A server process of our own. */
export interface Server {
  readonly endpoint: string
  readonly port: number
  readonly pid: number
  /** Resolves when the process is no more, with how it ended. */
  readonly ended: Promise<string>
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
  /** Ends it with this process even when that is killed. @defaultValue false */
  readonly isTied?: boolean
  /** Told its number before anything is asked of it. */
  readonly onSpawn?: (pid: number) => Promise<void>
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

/**
 * Starts a server on a free port of loopback and waits until it answers. It is ended with this process, in whatever
 * way that ends short of being killed; where it is tied, even then.
 *
 * @throws PipelineError `machine.engine-not-started`
 */
export const startServer = async (options: StartServerOptions): Promise<Server> => {
  const { what, command, args, clock, isUp = answersHttp, timeoutMs = 60_000, isTied = false } = options
  const port = options.port ?? (await freePort())
  const plain: TiedCommand = { command, args: args(port), stdin: 'ignore' }
  const server = startServerProcess(isTied ? tiedCommand(command, args(port), process.platform) : plain)
  const { pid, ended, stop } = server
  try {
    await options.onSpawn?.(pid)
  } catch (error) {
    await stop()
    throw error
  }

  const startedAtMs = clock.now()
  while (!(await isUp(port))) {
    const isLate = clock.now() - startedAtMs > timeoutMs
    if (server.hasEnded() || isLate) {
      await stop()
      const reason = isLate ? `no answer within ${timeoutMs} ms` : `it ended: ${server.words()}`
      throw raise(machineFaults, 'machine.engine-not-started', { what, reason })
    }
    await clock.wait(50)
  }
  return { endpoint: `http://127.0.0.1:${port}`, port, pid, ended, stop }
}
