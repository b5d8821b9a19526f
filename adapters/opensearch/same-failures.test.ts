// What an answer becomes, held to what it becomes with the official client.
import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync, deflateSync } from 'node:zlib'
import { Client } from '@opensearch-project/opensearch'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askEngine, askForText } from './ask-engine.ts'
import { askRoot } from './engine-request.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { openSearchConnection } from './opensearch-client.ts'
import { isForContent, loneFault, requestFault, statusOf } from './opensearch-failure.ts'

let respond: (response: ServerResponse) => void = response => response.end()
let server: Server
let theirs: Client
let ours: OpenSearchConnection
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => respond(response))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const node = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  theirs = new Client({ node, maxRetries: 0 })
  ours = await openSearchConnection({ node, timeoutMs: 10_000 })
})
afterAll(async () => {
  ours.close()
  await theirs.close()
  server.closeAllConnections()
  server.close()
})

const outcome = async (
  asked: PromiseLike<unknown>,
): Promise<{ readonly body?: unknown; readonly error?: unknown }> =>
  Promise.resolve(asked).then(
    body => ({ body }),
    (error: unknown) => ({ error }),
  )
const byLibrary = async () => outcome(theirs.info().then(({ body }) => body))
const byUs = async () => outcome(askEngine(ours, askRoot()))

/** All that is made of a failure. */
const told = (error: unknown): unknown => {
  const shown = (fault: Error): unknown => {
    const { code, message, disposition, scope, detail } = fault as Error & Readonly<Record<string, unknown>>
    return { code, message, disposition, scope, detail }
  }
  return {
    status: statusOf(error),
    isForContent: isForContent(error),
    whole: shown(requestFault('s', error)),
    lone: isForContent(error) ? shown(loneFault('s', 'a', error)) : undefined,
  }
}

const types = [
  'cluster_block_exception',
  'illegal_argument_exception',
  'index_not_found_exception',
  'mapper_parsing_exception',
  'null_pointer_exception',
  'parse_exception',
  'resource_already_exists_exception',
  'security_exception',
  'nobody_knows_exception',
]
const reason = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('explicit index in bulk is not allowed', 'version [2] is out of range for a long'),
)
const engineError = fc.record({
  type: fc.constantFrom(...types),
  reason,
  root_cause: fc.array(fc.record({ type: fc.constantFrom(...types), reason }), { maxLength: 2 }),
})
/** What JSON says that is no engine's: a status that is not the answer's own is in a test of its own. */
const anyJson = fc
  .jsonValue()
  .filter(value => !/"(status|__proto__|constructor)"/.test(JSON.stringify(value)))
const page = fc.string({ unit: 'grapheme' }).map(text => `<html>${text}</html>`)
const content = fc.oneof(
  fc.record({ error: engineError }).map(body => ['application/json', JSON.stringify(body)] as const),
  fc.record({ message: fc.string() }).map(body => ['application/json', JSON.stringify(body)] as const),
  anyJson.map(body => ['application/json; charset=UTF-8', JSON.stringify(body)] as const),
  anyJson.map(body => ['application/vnd.opensearch+json', JSON.stringify(body)] as const),
  page.map(text => ['text/html', text] as const),
  page.map(text => ['', text] as const),
  fc.constant(['application/json', ''] as const),
)
const success = fc.constantFrom(200, 201, 202)
const failure = fc.oneof(
  fc.constantFrom(400, 401, 403, 404, 405, 409, 413, 429, 500, 502, 503, 504),
  fc.integer({ min: 400, max: 599 }),
)
const retryAfter = fc.option(fc.constantFrom('7', '0', '0.5', 'soon', 'Wed, 21 Oct 2026 07:28:00 GMT'))
const packing = fc.constantFrom('', 'gzip', 'deflate')
const packed = (text: string, by: string): Buffer =>
  by === '' ? Buffer.from(text) : by === 'gzip' ? gzipSync(text) : deflateSync(text)

interface Given {
  readonly status: number
  readonly content: readonly [type: string, text: string]
  readonly retryAfter: string | null
  readonly packing: string
  readonly isCounted: boolean
}
const answer = (status: fc.Arbitrary<number>): fc.Arbitrary<Given> =>
  fc.record({ status, content, retryAfter, packing, isCounted: fc.boolean() })

const answering = (given: Given): void => {
  const [type, text] = given.content
  const bytes = packed(text, given.packing)
  respond = response => {
    response.writeHead(given.status, {
      ...(type !== '' && { 'content-type': type }),
      ...(given.retryAfter !== null && { 'retry-after': given.retryAfter }),
      ...(given.packing !== '' && { 'content-encoding': given.packing }),
      ...(given.isCounted && { 'content-length': bytes.length }),
    })
    response.end(bytes)
  }
}

describe('an answer', () => {
  it('is read as the official client reads it', async () => {
    await fc.assert(
      fc.asyncProperty(answer(success), async given => {
        answering(given)
        const [one, other] = [await byUs(), await byLibrary()]

        expect(one).toEqual(other)
        expect(one.error).toBeUndefined()
        expect(await askForText(ours, askRoot())).toBe(given.content[1])
      }),
      { numRuns: 150 },
    )
  })

  it('that refuses is the same fault in the same words', async () => {
    await fc.assert(
      fc.asyncProperty(answer(failure), async given => {
        answering(given)
        const [one, other] = [await byUs(), await byLibrary()]

        expect(other.error).toBeInstanceOf(Error)
        expect(told(one.error)).toEqual(told(other.error))
      }),
      { numRuns: 300 },
    )
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['that is none', response => response.socket?.destroy()],
    ['that is reset', response => response.socket?.resetAndDestroy()],
    [
      'that breaks off',
      response => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
        response.write('{"version":', () => response.socket?.destroy())
      },
    ],
    ['that is no HTTP', response => response.socket?.end('SSH-2.0-marked\r\n\r\n')],
    [
      'that says it is packed and is not',
      response => {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        response.end('marked')
      },
    ],
    [
      'that says it is JSON and is none',
      response => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end('<html>marked</html>')
      },
    ],
  ])('%s is the sink’s trouble, as with the official client', async (_, breaks) => {
    respond = breaks
    const [one, other] = [await byUs(), await byLibrary()]

    for (const { error } of [one, other])
      expect(told(error)).toMatchObject({
        status: undefined,
        isForContent: false,
        whole: { code: 'sink.unavailable', disposition: 'retry', scope: 'sink' },
      })
    expect(JSON.stringify(told(one.error))).not.toContain('marked')
  })
})

// Where the official client is not followed.
describe('an answer that is taken more strictly', () => {
  it.each([300, 301, 302, 304, 307])('is not done where it is elsewhere (%i)', async status => {
    respond = response => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/login' })
      response.end()
    }
    expect((await byLibrary()).error).toBeUndefined()

    const { error } = await byUs()
    expect(told(error)).toMatchObject({ status, isForContent: false, whole: { code: 'sink.unavailable' } })
  })

  it.each([
    [401, 'search.access-denied'],
    [403, 'search.access-denied'],
    [429, 'sink.throttled'],
    [503, 'sink.unavailable'],
  ])('is what its status says where its body is no JSON (%i)', async (status, code) => {
    respond = response => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end('<html>a page</html>')
    }

    expect(told((await byUs()).error)).toMatchObject({ status, whole: { code } })
  })

  it('has the status of HTTP, whatever its body says', async () => {
    respond = response => {
      response.writeHead(502, { 'content-type': 'application/json' })
      response.end('{"status":404}')
    }

    expect(statusOf((await byLibrary()).error)).toBe(404)
    expect(statusOf((await byUs()).error)).toBe(502)
  })
})
