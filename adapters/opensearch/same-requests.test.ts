// What is asked of an engine, held to what the official client asks it.
import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HttpStub } from '../../test/support/http-stub.ts'
import { httpStub } from '../../test/support/http-stub.ts'
import { askEngine } from './ask-engine.ts'
import { byPassword } from './authorize.ts'
import type { EngineRequest } from './engine-request.ts'
import * as requests from './engine-request.ts'
import { openSearchConnection } from './opensearch-client.ts'
import { openSearchTarget } from './opensearch-target.ts'
import { bySignature } from './signed-headers.ts'

/** Names as nobody gives them, and parts of a path that a URL would not leave as they are. */
const name = fc.oneof(
  fc.constantFrom('i', 'a name/with ümlauts,?#', "it's (a) *!~", '.', '..', 'a%2Fb', '+ &=', '\u2028'),
  fc.string({ minLength: 1, unit: 'grapheme' }),
)
const json = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue())
const number = fc.nat()

/** The same request of both. */
interface Asked {
  readonly request: EngineRequest
  readonly askLibrary: (client: Client) => PromiseLike<unknown>
}

const both = <T>(
  given: fc.Arbitrary<T>,
  requestOf: (value: T) => EngineRequest,
  askLibrary: (client: Client, value: T) => PromiseLike<unknown>,
): fc.Arbitrary<Asked> =>
  given.map(value => ({
    request: requestOf(value),
    askLibrary: client => askLibrary(client, value),
  }))

const { askRoot, writeInBulk } = requests
const filter = { filter_path: 'errors,items.*.status' }
const inLines = (all: readonly object[]): string => all.map(each => `${JSON.stringify(each)}\n`).join('')

const asked: fc.Arbitrary<Asked> = fc.oneof(
  both(fc.constant(undefined), askRoot, client => client.info()),
  both(
    fc.array(json, { minLength: 1 }),
    all => writeInBulk(inLines(all), filter),
    (client, body) => client.bulk({ body, ...filter }),
  ),
  both(
    fc.tuple(name, name),
    ([index, id]) => requests.getDocument(index, id),
    (client, [index, id]) => client.get({ index, id }),
  ),
  both(
    fc.tuple(name, name, json, number, number),
    ([index, id, body, seqNo, term]) =>
      requests.putDocument(index, id, body, { if_seq_no: seqNo, if_primary_term: term }),
    (client, [index, id, body, seqNo, term]) =>
      client.index({ index, id, body, if_seq_no: seqNo, if_primary_term: term }),
  ),
  both(
    fc.tuple(name, name),
    ([index, id]) => requests.deleteDocument(index, id),
    (client, [index, id]) => client.delete({ index, id }),
  ),
  both(
    fc.tuple(name, fc.array(name)),
    ([index, ids]) => requests.getDocuments(index, ids, { _source_includes: '_tailrace' }),
    (client, [index, ids]) => client.mget({ index, body: { ids }, _source_includes: ['_tailrace'] }),
  ),
  both(
    json,
    body => requests.search(JSON.stringify(body)),
    (client, body) => client.search({ body }),
  ),
  both(
    name,
    index => requests.openPointInTime(index, '1m'),
    (client, index) => client.createPit({ index: [index], keep_alive: '1m' }),
  ),
  both(name, requests.closePointInTime, (client, id) => client.deletePit({ body: { pit_id: [id] } })),
  both(
    fc.tuple(name, json),
    ([index, body]) => requests.createIndex(index, body),
    (client, [index, body]) => client.indices.create({ index, body }),
  ),
  both(name, requests.deleteIndex, (client, index) => client.indices.delete({ index: [index] })),
  both(name, requests.getIndex, (client, index) => client.indices.get({ index: [index] })),
  both(name, requests.getAlias, (client, alias) => client.indices.getAlias({ name: [alias] })),
  both(
    fc.tuple(name, json),
    ([index, body]) => requests.putMapping(index, body),
    (client, [index, body]) => client.indices.putMapping({ index, body }),
  ),
  both(
    fc.tuple(name, json),
    ([index, body]) => requests.putSettings(index, body),
    (client, [index, body]) => client.indices.putSettings({ index, body }),
  ),
  both(name, requests.refreshIndex, (client, index) => client.indices.refresh({ index })),
  both(fc.array(json), requests.updateAliases, (client, actions) =>
    client.indices.updateAliases({ body: { actions } }),
  ),
)

/** Of two methods that mean the same the library takes the other one. */
const methodOf = (method: string, path: string): string => {
  const end = /\/_(?:bulk|mapping|refresh)(?=\?|$)/.exec(path)?.[0]
  return end === undefined ? method : `any of ${end}`
}

const wireOf = ({ requests: [one, other] }: Pick<HttpStub, 'requests'>): readonly unknown[] =>
  [one, other].map(each => {
    const { method = '', path = '', headers = {}, body } = each ?? {}
    const { 'content-type': type, 'content-length': length, connection, authorization } = headers
    const told = { type, length: body === '' ? '' : length, connection, authorization }
    return { method: methodOf(method, path), path, ...told, body }
  })

describe('a request', () => {
  it.each(['', '/', '/search', '/search/', '//a/b//'])(
    'is on the wire what the official client writes, at an engine under %j',
    async under => {
      const stub = await httpStub(() => ({ body: {} }))
      const seen = stub.requests as unknown as { length: number }
      const theirs = new Client({ node: stub.url + under })
      const ours = await openSearchConnection({ node: stub.url + under, timeoutMs: 10_000 })
      await fc.assert(
        fc.asyncProperty(asked, async ({ request, askLibrary }) => {
          seen.length = 0
          await askEngine(ours, request)
          await askLibrary(theirs)

          const [one, other] = wireOf(stub)
          expect(one).toEqual(other)
        }),
        { numRuns: 60 },
      )
      ours.close()
      await theirs.close()
    },
  )

  it('shows the credentials that it was given as the official client does, and no others', async () => {
    const stub = await httpStub(() => ({ body: {} }))
    const seen = stub.requests as unknown as { length: number }
    const text = fc.string({ unit: 'grapheme' })
    await fc.assert(
      fc.asyncProperty(fc.option(fc.record({ username: text, password: text })), async auth => {
        seen.length = 0
        const target = { node: stub.url, timeoutMs: 10_000, ...(auth && { auth }) }
        const ours = await openSearchConnection(target)
        const theirs = new Client({ node: stub.url, ...(auth && { auth }) })
        await askEngine(ours, askRoot())
        await theirs.info()
        ours.close()
        await theirs.close()

        const [one, other] = wireOf(stub)
        expect(one).toEqual(other)
      }),
      { numRuns: 40 },
    )
  })

  it('shows the user and password of its URL', async () => {
    const { auth } = openSearchTarget('https', '//us%3Aer:p%40ss%2F%C3%BC@host/')
    const place = { url: new URL('https://host/'), path: '/' }
    const target = { node: '', timeoutMs: 1, ...(auth && { auth }) }
    const { headers } = await byPassword(target)(askRoot(), place, new AbortController().signal)

    const told = headers['authorization']?.replace(/^Basic /, '')
    expect(Buffer.from(told ?? '', 'base64').toString()).toBe('us:er:p@ss/ü')
  })
})

describe('a signed request', () => {
  const atMs = Date.parse('2026-11-28T12:00:00Z')
  const keysOf = fc.record({
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{8,20}$/),
    secretAccessKey: fc.string({ minLength: 1 }),
    sessionToken: fc.option(fc.stringMatching(/^[\w+/=]{1,40}$/), { nil: undefined }),
  })
  const hosts = fc.constantFrom(
    'search-shop-x.eu-central-1.es.amazonaws.com',
    'x.us-east-1.aoss.amazonaws.com',
  )
  const under = fc.constantFrom('', '/search', '/a//b')

  it('has the signature of the official client’s signer, with the length unsigned', async () => {
    await fc.assert(
      fc.asyncProperty(
        asked,
        keysOf,
        hosts,
        under,
        fc.constantFrom('es', 'aoss'),
        async ({ request }, keys, host, before, service) => {
          const region = 'eu-central-1'
          const authorize = bySignature(
            { service, region },
            async () => Promise.resolve(keys),
            () => atMs,
          )
          const path = before + request.path
          const place = { url: new URL(`https://${host}/`), path }
          const { headers, query } = await authorize(request, place, new AbortController().signal)

          const { buildSignedRequestObject } = AwsSigv4Signer({ service, region }) as unknown as {
            readonly buildSignedRequestObject: (request: object) => {
              readonly path: string
              readonly headers: Readonly<Record<string, string>>
            }
          }
          const theirs = buildSignedRequestObject({
            hostname: host,
            method: request.method,
            path: request.query === '' ? path : `${path}?${request.query}`,
            body: request.body,
            headers: {
              'X-Amz-Date': '20261128T120000Z',
              ...(request.body !== '' && { 'content-type': request.contentType }),
            },
            extraHeadersToIgnore: { 'content-length': true },
            auth: { credentials: keys, service, region },
          })
          const lower = Object.fromEntries(
            Object.entries(theirs.headers).map(([header, value]) => [header.toLowerCase(), value]),
          )
          const { host: _, 'content-length': __, ...sent } = lower

          expect(headers).toEqual(sent)
          // What was signed is what is written; the library writes some parts of a path in another way than it was asked.
          if (query !== '') expect(theirs.path.replace(/^.*?\?/s, '')).toBe(query)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is signed with the keys of its own time, and waits for them no longer than it may', async () => {
    const stub = await httpStub(() => ({ body: {} }))
    let number = 0
    const aws = { service: 'es', region: 'eu-central-1' } as const
    const keys = async () =>
      Promise.resolve({ accessKeyId: `KEY${(number += 1)}`, secretAccessKey: 'secret' })
    const connection = await openSearchConnection({ node: stub.url, timeoutMs: 10_000, aws }, keys)

    await askEngine(connection, askRoot())
    await askEngine(connection, askRoot())

    expect(stub.requests.map(({ headers }) => /KEY\d/.exec(headers.authorization ?? '')?.[0])).toEqual([
      'KEY1',
      'KEY2',
    ])
    const silent = async () => new Promise<never>(() => undefined)
    const waiting = await openSearchConnection({ node: stub.url, timeoutMs: 20, aws }, silent)
    await expect(askEngine(waiting, askRoot())).rejects.toThrow('no answer within 20 ms')
    const late = bySignature(aws, silent)
    const place = { url: new URL(stub.url), path: '/' }
    await expect(late(askRoot(), place, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
    expect(stub.requests).toHaveLength(2)
  })
})
