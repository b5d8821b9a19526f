import type { Server } from 'node:http'
import { raise } from '../../core/errors/pipeline-error.ts'
import { machineFaults } from '../faults.ts'

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['EADDRINUSE', 'EACCES'].includes(String(error.code))

const tryPort = async (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

/** So many ports after the usual one are tried before the system chooses. */
const neighbours = 20

/** Where a server listens. */
export interface ListenOptions {
  /** What listens, for the message. */
  readonly what: string
  /** The option that chose the port, for the message. */
  readonly option: string
  /** A port that the user chose: no other will do. 0 is any. */
  readonly chosen: number | undefined
  /** Otherwise the first free one from here on. */
  readonly usual: number
}

/**
 * Listens on loopback.
 *
 * @returns the port
 * @throws PipelineError `machine.port-taken` when it is the user's choice
 */
export const listenOnLoopback = async (server: Server, options: ListenOptions): Promise<number> => {
  const { what, option, chosen, usual } = options
  const ports =
    chosen === undefined ? [...Array.from({ length: neighbours }, (_, index) => usual + index), 0] : [chosen]
  for (const port of ports) {
    try {
      return await tryPort(server, port)
    } catch (error) {
      if (!isTaken(error)) throw error
      if (chosen !== undefined)
        throw raise(machineFaults, 'machine.port-taken', { what, port, option }, { cause: error })
    }
  }
  throw raise(machineFaults, 'machine.port-taken', { what, port: usual, option })
}
