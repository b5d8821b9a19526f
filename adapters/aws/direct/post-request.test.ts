import { execFile, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../core/clock.ts'
import { manualClock } from '../../../test/support/manual-clock.ts'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import { awsFailure } from '../aws-failure.ts'
import { postRequest } from './post-request.ts'

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
const serving = async (respond: (response: ServerResponse, number: number) => void) => {
  const sockets: Socket[] = []
  let requests = 0
  const lines: string[] = []
  const server = createServer((request, response) => {
    lines.push(`${request.method} ${request.url}`)
    request.resume().on('end', () => respond(response, (requests += 1)))
  })
  server.on('connection', socket => sockets.push(socket))
  return { url: new URL(`http://127.0.0.1:${await listen(server)}`), sockets, lines }
}
const path = temporaryPaths()
const limits = { clock: systemClock, connectMs: 2_000, answerMs: 10_000 }
const empty = { headers: {}, body: '{}' }
const thrownBy = async (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  )

describe('a connection', () => {
  it('is kept for the next request', async () => {
    const { url, sockets } = await serving(response => response.end('{}'))
    const post = postRequest(limits)

    for (let made = 0; made < 3; made += 1) await post({ url, ...empty })

    expect(sockets).toHaveLength(1)
  })

  it('is the request’s own where it is not to be kept', async () => {
    const { url, sockets } = await serving(response => response.end('{}'))
    const post = postRequest({ ...limits, keepAlive: false })

    for (let made = 0; made < 3; made += 1) await post({ url, ...empty })

    expect(sockets).toHaveLength(3)
  })

  it('that died meanwhile is an outage, and the next request has a new one', async () => {
    const { url, sockets } = await serving((response, number) => {
      if (number === 2) response.socket?.destroy()
      else response.end('{}')
    })
    const post = postRequest(limits)
    await post({ url, ...empty })

    expect(await thrownBy(post({ url, ...empty }))).toMatchObject({ code: 'ECONNRESET' })
    expect(await post({ url, ...empty })).toMatchObject({ status: 200 })
    expect(sockets).toHaveLength(2)
  })
})

it('puts where it is told to, whatever a URL would make of that path', async () => {
  const { url, lines } = await serving(response => response.end('{}'))
  const post = postRequest(limits)

  await post({ url, ...empty })
  await post({ url, method: 'PUT', path: '/a/../%2E%2E/./b?x-id=1', ...empty })

  expect(lines).toEqual(['POST /', 'PUT /a/../%2E%2E/./b?x-id=1'])
})

describe('an answer', () => {
  it('that breaks off is none', async () => {
    const { url } = await serving(response => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"Items":[]}', () => response.socket?.destroy())
    })

    expect(await thrownBy(postRequest(limits)({ url, ...empty }))).toMatchObject({ code: 'ECONNRESET' })
  })

  it('that hangs in its middle is given up in time', async () => {
    const clock = manualClock()
    let begun: () => void = () => undefined
    const first = new Promise<void>(resolve => {
      begun = resolve
    })
    const { url } = await serving(response => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{', begun)
    })
    const asked = thrownBy(postRequest({ clock, connectMs: 500, answerMs: 3_000 })({ url, ...empty }))
    await first
    await clock.advance(3_000)

    expect(awsFailure('s', await asked)).toMatchObject({ code: 'sink.unavailable', scope: 'sink' })
  })

  it('nobody waits for any more is given up at once', async () => {
    const over = new AbortController()
    const { url } = await serving(() => over.abort(new Error('time is over')))

    expect(await thrownBy(postRequest(limits)({ url, ...empty, signal: over.signal }))).toMatchObject({
      name: 'AbortError',
    })
  })
})

const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'])
    return true
  } catch {
    return false
  }
})()

describe.skipIf(!hasOpenssl)('a server with a certificate (openssl makes it)', () => {
  const secure = async () => {
    const [key, cert] = [path('key.pem'), path('cert.pem')]
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    execFileSync('openssl', [...made, '-days', '2', ...subject, '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    })
    const server = createSecureServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      (request, response) => {
        request.resume().on('end', () => response.end('{"secure":true}'))
      },
    )
    return { url: `https://127.0.0.1:${await listen(server)}`, cert }
  }
  /** A process of its own, because Node reads what it trusts at its start. */
  const posted = async (url: string, env: Record<string, string>): Promise<string> => {
    const module = (file: string) => JSON.stringify(pathToFileURL(file).href)
    const script = `
      const { postRequest } = await import(${module('adapters/aws/direct/post-request.ts')})
      const { systemClock } = await import(${module('core/clock.ts')})
      const post = postRequest({ clock: systemClock, connectMs: 2000, answerMs: 5000 })
      const ask = () => post({ url: new URL(${JSON.stringify(url)}), headers: {}, body: '{}' })
      const text = await ask().then(({ text }) => text, ({ code }) => code)
      console.log(text)`
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script],
      { env: { PATH: process.env['PATH'], ...env } },
    )
    return stdout.trim()
  }

  it('is asked where it is trusted, and only there', async () => {
    const { url, cert } = await secure()

    expect(await posted(url, { NODE_EXTRA_CA_CERTS: cert })).toBe('{"secure":true}')
    expect(await posted(url, {})).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
  }, 30_000)
})
