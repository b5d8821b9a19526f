import { rm } from 'node:fs/promises'
import type { Server } from '../start-server.ts'

/** A server that tests take away and bring back. */
export interface RestartableServer extends Server {
  /** Kills it, if it still runs, and starts it anew on its port, with what its folder still holds. */
  readonly restart: () => Promise<void>
  /** Kills it and leaves its folder for {@link restart}. */
  readonly kill: () => Promise<void>
}

/** Starts a server that can be started again; its folder is gone when it is stopped, or when it never came up. */
export const restartableServer = async (
  folder: string,
  start: (port?: number) => Promise<Server>,
): Promise<RestartableServer> => {
  let server = await start().catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })
  return {
    ...server,
    get pid() {
      return server.pid
    },
    kill: async () => server.stop(),
    restart: async () => {
      await server.stop()
      server = await start(server.port)
    },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
