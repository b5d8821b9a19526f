import type { Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { askEngine, askForObject, askForText } from './ask-engine.ts'
import { askRoot, writeInBulk } from './engine-request.ts'
import { openSearchConnection } from './opensearch-client.ts'

const serving = async (respond: (response: ServerResponse) => void, timeoutMs = 10_000) => {
  const sockets: Socket[] = []
  const server: Server = createServer((request, response) => {
    request.resume().on('end', () => {
      respond(response)
    })
  })
  // Or it would close connections by itself.
  server.keepAliveTimeout = 0
  server.on('connection', socket => sockets.push(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const node = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connection = await openSearchConnection({ node, timeoutMs })
  onTestFinished(() => {
    connection.close()
    server.closeAllConnections()
    server.close()
  })
  return { connection, sockets }
}

/** Begins an answer, and then sends a space now and then. */
const trickling = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write(' ')
  const more = setInterval(() => response.write(' '), 5)
  response.on('close', () => {
    clearInterval(more)
  })
}

const body = (response: ServerResponse, text: string): void => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(text)
}

describe('an answer', () => {
  it.each([askEngine, askForText])('that never ends is given up in time, however it comes', async ask => {
    const { connection, sockets } = await serving(trickling, 100)

    await expect(ask(connection, askRoot())).rejects.toThrow('no answer within 100 ms')
    await expect(ask(connection, askRoot(), { timeoutMs: 50 })).rejects.toThrow('no answer within 50 ms')
    expect(sockets).toHaveLength(2)
  })

  it.each([2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER])(
    'that may take %d ms is not given up before it comes',
    async timeoutMs => {
      const timeout = vi.spyOn(AbortSignal, 'timeout')
      onTestFinished(() => {
        timeout.mockRestore()
      })
      const { connection } = await serving(response => {
        body(response, '{}')
      }, timeoutMs)

      expect(await askEngine(connection, askRoot())).toEqual({})

      // A timer of more than this ends after one millisecond.
      expect(timeout.mock.calls).toEqual([[2 ** 31 - 1]])
    },
  )

  it('that nobody waits for any more is given up in its middle', async () => {
    const over = new AbortController()
    const { connection } = await serving(response => {
      trickling(response)
      over.abort()
    })

    await expect(askEngine(connection, askRoot(), { signal: over.signal })).rejects.toMatchObject({
      name: 'AbortError',
      message: 'Request aborted',
    })
  })

  it('keeps the digits of its numbers as text, in any language, whatever its length', async () => {
    const text = `{"n":12345678901234567890.5,"t":"${'ü€😀'.repeat(200_000)}"}`
    const { connection } = await serving(response => {
      body(response, text)
    })

    expect(await askForText(connection, askRoot())).toBe(text)
    expect(await askEngine(connection, askRoot())).toEqual(JSON.parse(text))
  })

  it('of who reads no more of a request that is too large is what that one says', async () => {
    const server = createServer((request, response) => {
      response.writeHead(413, { connection: 'close' })
      response.end('too large', () => request.destroy())
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const node = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const connection = await openSearchConnection({ node, timeoutMs: 10_000 })

    await expect(askEngine(connection, writeInBulk('x'.repeat(1_000)))).rejects.toMatchObject({
      statusCode: 413,
      body: 'too large',
    })
  })
})

describe('an answer of success', () => {
  const answering = async (type: string, text: string) =>
    serving(response => {
      response.writeHead(200, type === '' ? {} : { 'content-type': type })
      response.end(text)
    })

  it('that says it is JSON and is none is not quoted', async () => {
    const { connection } = await answering('application/json', '<html>marked</html>')

    for (const ask of [askEngine, askForObject])
      await expect(ask(connection, askRoot())).rejects.toThrow(
        /^what it answered says that it is JSON and is none$/,
      )
  })

  it.each([
    ['text/html', '<html>a page</html>'],
    ['', ''],
    ['application/json', '1'],
    ['application/json', 'null'],
    ['application/json', ''],
  ])('does not say that anything was done where it is no object (%s %s)', async (type, text) => {
    const { connection } = await answering(type, text)

    await expect(askForObject(connection, askRoot())).rejects.toThrow('what answers there is no OpenSearch')
  })

  it('is the object that it is', async () => {
    const { connection } = await answering('application/json', '{"acknowledged":true}')

    expect(await askForObject(connection, askRoot())).toEqual({ acknowledged: true })
  })
})

describe('what may be missing', () => {
  it.each([
    [askEngine, undefined],
    [askForObject, undefined],
    [askForText, ''],
  ])('is nothing, where it is (%#)', async (ask, nothing) => {
    const { connection } = await serving(response => {
      response.writeHead(404, { 'content-type': 'application/json' })
      response.end('{"error":{"type":"index_not_found_exception"},"status":404}')
    })

    expect(await ask(connection, askRoot(), { mayBeMissing: true })).toBe(nothing)
    await expect(ask(connection, askRoot())).rejects.toMatchObject({ statusCode: 404 })
  })
})

describe('a connection', () => {
  it('is kept for the next request, until it is closed', async () => {
    const { connection, sockets } = await serving(response => {
      body(response, '{}')
    })

    for (let asked = 0; asked < 3; asked += 1) await askEngine(connection, askRoot())
    expect(sockets).toHaveLength(1)

    const closed = new Promise(resolve => sockets[0]?.once('close', resolve))
    connection.close()
    await closed
    await askEngine(connection, askRoot())
    expect(sockets).toHaveLength(2)
  })

  it('is not asked where nobody waits from the beginning', async () => {
    const { connection, sockets } = await serving(response => {
      body(response, '{}')
    })

    await expect(askEngine(connection, askRoot(), { signal: AbortSignal.abort() })).rejects.toThrow(
      'Request aborted',
    )
    expect(sockets).toHaveLength(0)
  })
})
