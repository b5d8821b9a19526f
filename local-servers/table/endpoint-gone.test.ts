import type { Server } from 'node:net'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { CleanUp } from '../clean-up.ts'
import { newCleanUp } from '../clean-up.ts'
import { freePort } from '../start-server.ts'
import { endpointGone } from './endpoint-gone.ts'

/** Listens and says nothing, as an engine does that is busy. */
const listening = async (port: number): Promise<Server> => {
  const server = createServer(socket => socket.on('error', () => undefined))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const closed = async (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.close(() => {
      resolve()
    })
  })

/** Looks at a port; at each second of the clock something may happen to it. */
const looked = async (port: number, at: (second: number, cleanUp: CleanUp) => Promise<void>) => {
  const cleanUp = newCleanUp()
  let nowMs = 0
  const words = await endpointGone(
    `http://127.0.0.1:${port}`,
    {
      now: () => nowMs,
      wait: async ms => {
        nowMs += ms
        await at(nowMs / 1_000, cleanUp)
      },
    },
    cleanUp,
  )
  return { words, afterSeconds: nowMs / 1_000 }
}

describe('an endpoint', () => {
  it('is gone when nobody has listened there for half a minute', async () => {
    const port = await freePort()

    expect(await looked(port, () => Promise.resolve())).toEqual({
      words: `nobody has listened at http://127.0.0.1:${port} for 30 s`,
      afterSeconds: 30,
    })
  })

  it('is not gone while it is started anew', async () => {
    const port = await freePort()
    let server = await listening(port)

    const { afterSeconds } = await looked(port, async second => {
      if (second === 10 || second === 50) await closed(server)
      if (second === 35) server = await listening(port)
    })

    // Seen last at second 49.
    expect(afterSeconds).toBe(79)
  })

  it('is looked at until the run is over, however long it lives', async () => {
    const port = await freePort()
    const server = await listening(port)

    const { afterSeconds } = await looked(port, async (second, cleanUp) => {
      if (second === 500) await cleanUp.now()
    })

    expect(afterSeconds).toBe(500)
    await closed(server)
  })
})
