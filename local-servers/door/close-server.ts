import type { Server } from 'node:http'

/** Ends a server with all of its connections, and waits until it is gone. */
export const closeServer = async (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
