import { mkdtemp } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Clock } from '../../core/clock.ts'
import { outputOf } from '../find-java.ts'
import { machineFaults } from '../faults.ts'
import type { RestartableServer } from './restartable-server.ts'
import { restartableServer } from './restartable-server.ts'
import { startServer } from '../start-server.ts'

/** A Redis or Valkey server that keeps nothing. */
export interface RedisServer extends RestartableServer {
  readonly version: string
  /** Path of its unix socket. */
  readonly socket: string
}

/** The server program that the system has, and what it calls itself. */
export interface RedisProgram {
  readonly command: string
  readonly version: string
}

/** Looks for `valkey-server`, then `redis-server`. */
export const findRedis = async (): Promise<RedisProgram | undefined> => {
  for (const command of ['valkey-server', 'redis-server']) {
    const text = await outputOf(command, ['--version'])
    if (text !== undefined)
      return { command, version: `${command} ${/v=([\d.]+)/.exec(text)?.[1] ?? 'of unknown version'}` }
  }
  return undefined
}

const pongs = async (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const end = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1_000, () => {
      end(false)
    })
    socket.once('error', () => {
      end(false)
    })
    socket.once('data', data => {
      end(data.toString().startsWith('+PONG'))
    })
  })

/**
 * Starts the system's Redis or Valkey on loopback and a unix socket, without persistence.
 *
 * @throws PipelineError `machine.prerequisite-missing`, `machine.engine-not-started`
 */
export const startRedis = async ({
  clock,
  args = [],
}: {
  readonly clock: Clock
  readonly args?: readonly string[]
}): Promise<RedisServer> => {
  const program = await findRedis()
  if (program === undefined)
    throw raise(machineFaults, 'machine.prerequisite-missing', { what: 'redis-server or valkey-server' })
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-redis-'))
  const socket = join(folder, 'redis.sock')
  const server = await restartableServer(folder, async port =>
    startServer({
      what: program.version,
      command: program.command,
      args: own => [
        ...['--port', String(own), '--bind', '127.0.0.1', '--unixsocket', socket],
        ...['--save', '', '--appendonly', 'no', '--dir', folder],
        ...args,
      ],
      clock,
      isUp: pongs,
      ...(port !== undefined && { port }),
    }),
  )
  return Object.assign(server, {
    endpoint: `redis://127.0.0.1:${server.port}`,
    version: program.version,
    socket,
  })
}
