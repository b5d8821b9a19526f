import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { respServer } from '../../test/support/resp-server.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { openNodeRedis } from './open-node-redis.ts'
import { valkeyTarget } from './valkey-target.ts'

const path = temporaryPaths()

/** A server that cuts every connection as soon as it has it, or is gone. */
const lostServer = async (isThere: boolean) => {
  let taken = 0
  const server = createServer(socket => {
    taken += 1
    socket.on('error', () => undefined).destroy()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> =>
    new Promise(resolve => {
      server.close(() => {
        resolve()
      })
    })
  if (isThere) onTestFinished(close)
  else await close()
  return { port, taken: () => taken }
}

/** The time that a connection has, to be ended by hand. */
const limitByHand = (): AbortController => {
  const limit = new AbortController()
  const spy = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal)
  onTestFinished(() => {
    spy.mockRestore()
  })
  return limit
}

describe('a connection', () => {
  it.each([
    ['cuts it', true, ''],
    ['is not there', false, ''],
    ['cuts it, of a cluster', true, '&cluster=true'],
    ['is not there, of a cluster', false, '&cluster=true'],
  ])('to a server that %s is tried once: when to try again is for the records', async (_, isThere, more) => {
    const { port, taken } = await lostServer(isThere)
    const target = valkeyTarget('redis', `//127.0.0.1:${port}?timeoutMs=3000${more}`)

    const error = await openNodeRedis(target).catch((thrown: unknown) => thrown)

    expect(error).toBeInstanceOf(Error)
    expect(String(error)).not.toContain('no answer within')
    expect(taken()).toBe(isThere ? 1 : 0)
  })

  it('is not given up when the time for connecting is over and it stands', async () => {
    const server = await respServer()
    const limit = limitByHand()
    const { send, destroy } = await openNodeRedis(valkeyTarget('redis', `//127.0.0.1:${server.port}`))

    limit.abort()

    expect(await send({ words: ['SET'], keys: ['a'], rest: ['1'] })).toBe('OK')
    expect(await send({ words: ['GET'], keys: ['a'] })).toBe('1')
    destroy()
    await server.stop()
  })

  it('is given up when the time for connecting is over before it stands', async () => {
    const limit = limitByHand()
    const server = createServer(socket =>
      socket
        .on('error', () => undefined)
        .on('data', () => {
          limit.abort()
        }),
    )
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo

    await expect(openNodeRedis(valkeyTarget('redis', `//:p@127.0.0.1:${port}`))).rejects.toThrow(
      'no answer within 5000 ms',
    )
    await new Promise(resolve => server.close(resolve))
  })

  it.each([
    ['', ''],
    ['of a cluster ', '&cluster=true'],
  ])('%sis given up when its time is over while TCP connects', async (_, more) => {
    const limit = limitByHand()
    const server = createServer(socket => socket.on('error', () => undefined).resume())
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    // Once in the same turn in which connecting begins.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      setImmediate(() => {
        limit.abort()
      })
      return limit.signal
    })

    await expect(
      openNodeRedis(valkeyTarget('redis', `//127.0.0.1:${port}?timeoutMs=300${more}`)),
    ).rejects.toThrow('no answer within 300 ms')

    // A connection that stands only afterwards is not left to anybody.
    await new Promise(resolve => server.close(resolve))
  })
})

describe('a connection that is no more', () => {
  it.each(['', '?cluster=true'])('refuses what is asked of it at once, and harms nobody (%s)', async more => {
    const server = await respServer()
    const { send } = await openNodeRedis(valkeyTarget('redis', `//127.0.0.1:${server.port}${more}`))
    expect(await send({ words: ['SET'], keys: ['a'], rest: ['1'] })).toBe('OK')

    await server.stop()

    await expect(send({ words: ['GET'], keys: ['a'] })).rejects.toThrow()
    await expect(send({ words: ['GET'], keys: ['a'] })).rejects.toThrow()
  })

  it('is left to nobody where it stands only after it was given up', async () => {
    const limit = limitByHand()
    const sockets = new Set<Socket>()
    let taken = 0
    const server = createServer(socket => {
      taken += 1
      sockets.add(socket.on('error', () => undefined).once('close', () => sockets.delete(socket)))
      socket.on('data', bytes => {
        // One reply for each command.
        socket.write(bytes.toString().replaceAll(/[^*]*\*\d+\r\n[^*]*/g, '+OK\r\n'))
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    // Connecting has begun by then, and TCP has not answered.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      queueMicrotask(() => {
        limit.abort()
      })
      return limit.signal
    })

    await expect(openNodeRedis(valkeyTarget('redis', `//127.0.0.1:${port}`))).rejects.toThrow('no answer')

    await vi.waitFor(() => {
      expect([taken, sockets.size]).toEqual([1, 0])
    }, 3_000)
  })
})

describe('what a server is told of who asks', () => {
  /** A server that notes what it is sent, and refuses all of it. */
  const refusingServer = async () => {
    let told = ''
    const server = createServer(socket => {
      socket.on('error', () => undefined)
      socket.on('data', bytes => {
        told += bytes.toString()
        socket.write('-WRONGPASS no such user\r\n')
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    return { port: (server.address() as AddressInfo).port, told: () => told }
  }

  it.each([
    ['a user and a password', 'mara:p%20w@', '', ['AUTH', 'mara', 'p w']],
    ['a password alone', ':p%20w@', '', ['AUTH', 'p w']],
    ['a user and a password, of a cluster', 'mara:p%20w@', '&cluster=true', ['AUTH', 'mara', 'p w']],
  ])('is %s, where the address has them', async (_, who, more, command) => {
    const { port, told } = await refusingServer()

    await openNodeRedis(valkeyTarget('redis', `//${who}127.0.0.1:${port}?timeoutMs=3000${more}`)).catch(
      () => undefined,
    )

    const resp = command.map(text => `$${text.length}\r\n${text}\r\n`).join('')
    expect(told()).toContain(`*${command.length}\r\n${resp}`)
  })
})

describe('a server', () => {
  it.each([
    ['by a host and a port', ''],
    ['of a cluster', '?cluster=true'],
  ])('%s is asked in the protocol that the oldest know, and let go of', async (_, more) => {
    const server = await respServer()
    const { send, destroy } = await openNodeRedis(
      valkeyTarget('redis', `//u:p@127.0.0.1:${server.port}${more}`),
    )
    expect(await send({ words: ['SET'], keys: ['a'], rest: ['1'] })).toBe('OK')

    destroy()

    await expect(send({ words: ['GET'], keys: ['a'] })).rejects.toThrow()
    expect(server.heard).toContainEqual(['AUTH', 'u', 'p'])
    expect(server.heard.map(([command]) => command)).not.toContain('HELLO')
    await server.stop()
  })

  it('by a unix socket is reached there, in the database that is named', async () => {
    const server = await respServer()
    const socketPath = path('redis.sock')
    const unix = createServer(socket => {
      socket
        .pipe(connect(server.port, '127.0.0.1').on('error', () => undefined))
        .pipe(socket)
        .on('error', () => undefined)
    })
    await new Promise<void>(resolve => unix.listen(socketPath, resolve))
    const { send, destroy } = await openNodeRedis(valkeyTarget('redis+unix', `${socketPath}?db=3`))

    await send({ words: ['SET'], keys: ['a'], rest: ['1'] })

    expect(server.database(3).run(['GET', 'a'])).toBe('1')
    destroy()
    await server.stop()
    unix.close()
  })

  it.each([
    ['rediss', ''],
    ['valkeys', '&cluster=true'],
  ] as const)('by %s%s is told nothing before it has shown its certificate', async (scheme, more) => {
    const sent: Buffer[] = []
    const server = createServer(socket => {
      socket.on('error', () => undefined)
      socket.on('data', bytes => {
        sent.push(bytes)
        socket.destroy()
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo

    await expect(
      openNodeRedis(valkeyTarget(scheme, `//u:secret@127.0.0.1:${port}?timeoutMs=3000${more}`)),
    ).rejects.toThrow()

    // A record of TLS that shakes hands.
    expect(sent.map(bytes => bytes[0])).toEqual([0x16])
    expect(Buffer.concat(sent).includes('secret')).toBe(false)
  })
})
