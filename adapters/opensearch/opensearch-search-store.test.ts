import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { SearchOperation, SearchStore } from '../../processors/search-index/search-store.ts'
import type { HttpStub, StubAnswer, StubRequest } from '../../test/support/http-stub.ts'
import { httpStub } from '../../test/support/http-stub.ts'
import { openSearchStore } from './opensearch-search-store.ts'
import { openSearchTarget } from './opensearch-target.ts'

const root = { version: { distribution: 'opensearch', number: '2.19.6' } }

const put = (id: string, document = '{}', version = '1'): SearchOperation => ({
  op: 'index',
  index: 'things',
  id,
  guard: { by: 'newer', version },
  metadata: '{"seq":"1"}',
  document,
})

interface Action {
  readonly _id: string
  readonly version: string
  readonly version_type: string
}

const actionsIn = ({ body }: StubRequest): readonly Action[] =>
  body
    .split('\n')
    .filter(line => /^\{"(index|create|delete)":/.test(line))
    .map(line => Object.values(JSON.parse(line) as Record<string, Action>)[0] as Action)

const allApplied = (request: StubRequest): StubAnswer => ({
  body: { errors: false, items: actionsIn(request).map(() => ({ index: { status: 201 } })) },
})

const item = (status: number, type?: string, reason = type): object => ({
  index: { status, ...(type !== undefined && { error: { type, reason } }) },
})

const engine = async (
  bulk: (request: StubRequest) => StubAnswer,
  rootAnswer: StubAnswer = { body: root },
  // Long enough for a busy machine; only the test of silence waits for its end.
  timeoutMs = 10_000,
): Promise<{
  readonly stub: HttpStub
  readonly store: SearchStore
  readonly bulks: () => readonly StubRequest[]
}> => {
  const stub = await httpStub(request => (request.path.startsWith('/_bulk') ? bulk(request) : rootAnswer))
  const store = openSearchStore({ node: stub.url, timeoutMs })
  return { stub, store, bulks: () => stub.requests.filter(({ path }) => path.startsWith('/_bulk')) }
}

const codeOf = (result: unknown): unknown =>
  result instanceof Error && 'code' in result ? result.code : result

const messageOf = (result: unknown): string => (result instanceof Error ? result.message : 'no error')

const outcomeOf = async (status: number, type?: string, reason?: string): Promise<unknown> => {
  const { store } = await engine(() => ({ body: { errors: true, items: [item(status, type, reason)] } }))
  return codeOf((await store.write([put('a')]))[0])
}

describe('a bulk request', () => {
  it('carries a thousand small documents at once, and asks the engine once what it is', async () => {
    const { stub, store, bulks } = await engine(allApplied)
    const operations = Array.from({ length: 1_000 }, (_, index) => put(`k${index}`, `{"n":${index}}`))

    const results = [await store.write(operations), await store.write([put('one more')])]

    expect(results.flat().every(result => result === 'applied')).toBe(true)
    expect(bulks().map(request => actionsIn(request).length)).toEqual([1_000, 1])
    expect(stub.requests).toHaveLength(3)
  })

  it('carries documents as they are and versions as text, also for deletes', async () => {
    const { store, bulks } = await engine(allApplied)
    const document = '{"n":12345678901234567890.5,"2":1,"10":2}'

    await store.write([
      put('a', document, '9007199254740993'),
      { op: 'delete', index: 'things', id: 'b', guard: { by: 'newer-or-equal', version: '7' } },
      { op: 'delete', index: 'things', id: 'c', guard: { by: 'seen', token: '5 2' } },
      { ...put('d'), guard: { by: 'absent' } },
    ])

    expect(bulks()[0]?.body).toBe(
      '{"index":{"_index":"things","_id":"a","version":"9007199254740993","version_type":"external"}}\n' +
        `${document.slice(0, -1)},"_tailrace":{"seq":"1"}}\n` +
        '{"delete":{"_index":"things","_id":"b","version":"7","version_type":"external_gte"}}\n' +
        '{"delete":{"_index":"things","_id":"c","if_seq_no":5,"if_primary_term":2}}\n' +
        '{"create":{"_index":"things","_id":"d"}}\n{"_tailrace":{"seq":"1"}}\n',
    )
  })

  it('is cut at about 5 MB, and a larger document goes alone', async () => {
    const { store, bulks } = await engine(allApplied)
    const sized = (id: string, megabytes: number) => put(id, `{"t":"${'x'.repeat(megabytes * 1_000_000)}"}`)

    await store.write([sized('a', 2), sized('b', 2), sized('c', 2), sized('d', 6), put('e')])

    expect(bulks().map(request => actionsIn(request).map(({ _id }) => _id))).toEqual([
      ['a', 'b'],
      ['c'],
      ['d'],
      ['e'],
    ])
  })

  it.each(['', 'ü'.repeat(257), 'half \ud83d'])(
    'parks a record of the id %j, and sends its neighbours',
    async id => {
      const { store, bulks } = await engine(allApplied)

      const results = await store.write([put(id), put('ü'.repeat(256))])

      expect(results.map(codeOf)).toEqual(['sink.rejected', 'applied'])
      expect(bulks().flatMap(actionsIn)).toHaveLength(1)
    },
  )

  it.each(['-1', '1.5', '', '9223372036854775808', '1e3'])(
    'parks a record of version %j without sending it, and sends its neighbours',
    async version => {
      const { store, bulks } = await engine(allApplied)

      const results = await store.write([put('a', '{}', version), put('b', '{}', '9223372036854775807')])

      expect(results.map(codeOf)).toEqual(['sink.rejected', 'applied'])
      expect(
        bulks()
          .flatMap(actionsIn)
          .map(({ _id }) => _id),
      ).toEqual(['b'])
    },
  )

  it('is halved to the one document that the engine refuses it for', async () => {
    const { store, bulks } = await engine(request =>
      actionsIn(request).some(({ _id }) => _id === 'k5')
        ? {
            status: 400,
            body: {
              error: {
                type: 'action_request_validation_exception',
                reason: 'Validation Failed: 1: id [marked] is too long',
              },
              status: 400,
            },
          }
        : allApplied(request),
    )

    const results = await store.write(Array.from({ length: 8 }, (_, index) => put(`k${index}`)))

    expect(results.map(codeOf)).toEqual(
      results.map((_, index) => (index === 5 ? 'sink.rejected' : 'applied')),
    )
    expect(messageOf(results[5])).toContain('refuses k5: action_request_validation_exception')
    expect(inspect(results[5], { depth: 9, showHidden: true })).not.toContain('marked')
    expect(bulks()).toHaveLength(7)
  })

  it.each([
    ['illegal_argument_exception', 400, 'explicit index in bulk is not allowed', 'search.access-denied', 1],
    ['some_exception', 400, 'nobody has seen', 'sink.answer-unknown', 3],
    ['null_pointer_exception', 500, 'Cannot invoke', 'sink.answer-unknown', 3],
    ['node_closed_exception', 500, 'closed', 'sink.unavailable', 1],
    ['cluster_manager_not_discovered_exception', 503, 'none', 'sink.unavailable', 1],
  ])(
    'that fails as a whole by %s blames nobody without evidence',
    async (type, status, reason, code, sent) => {
      const { store, bulks } = await engine(() => ({ status, body: { error: { type, reason }, status } }))

      const results = await store.write([put('a'), put('b')])

      expect(results.map(codeOf)).toEqual([code, code])
      expect(
        results.some(result => result instanceof Error && 'scope' in result && result.scope === 'record'),
      ).toBe(false)
      expect(bulks()).toHaveLength(sent)
    },
  )

  it('is halved when it is too large for the engine', async () => {
    const { store } = await engine(request =>
      actionsIn(request).length > 2 ? { status: 413, body: 'too large' } : allApplied(request),
    )

    expect(await store.write(['a', 'b', 'c', 'd', 'e'].map(id => put(id)))).toEqual(Array(5).fill('applied'))
  })

  it.each([
    ['first', 0],
    ['in the middle', 3],
    ['last', 6],
  ])(
    'too large because of one document that stands %s refuses that one by its id, and writes the others',
    async (_, place) => {
      const ids = Array.from({ length: 7 }, (_, index) => (index === place ? 'giant' : `k${index}`))
      const { store, bulks } = await engine(request =>
        actionsIn(request).some(({ _id }) => _id === 'giant')
          ? { status: 413, body: '<html>413 Request Entity Too Large</html>' }
          : allApplied(request),
      )

      const results = await store.write(ids.map(id => put(id)))

      expect(results.map(codeOf)).toEqual(ids.map(id => (id === 'giant' ? 'sink.rejected' : 'applied')))
      expect(results[place]).toMatchObject({ disposition: 'park', scope: 'record', detail: { id: 'giant' } })
      expect(messageOf(results[place])).toContain('refuses giant: it is too large for one request.')
      // No document goes twice, once it was taken.
      const taken = bulks()
        .map(request => actionsIn(request).map(({ _id }) => _id))
        .filter(each => !each.includes('giant'))
      expect(taken.flat()).toEqual(ids.filter(id => id !== 'giant'))
    },
  )

  it('that is too large goes as its halves, the greater first, down to what the engine takes', async () => {
    const { store, bulks } = await engine(request =>
      actionsIn(request).length > 2 ? { status: 413, body: 'too large' } : allApplied(request),
    )

    await store.write(['a', 'b', 'c', 'd', 'e'].map(id => put(id)))

    expect(
      bulks().map(request =>
        actionsIn(request)
          .map(({ _id }) => _id)
          .join(''),
      ),
    ).toEqual(['abcde', 'abc', 'ab', 'c', 'de'])
  })

  it('that is too large sends no second half to an engine that went away at the first', async () => {
    const { store, bulks } = await engine(request =>
      actionsIn(request).length > 2 ? { status: 413, body: 'too large' } : { status: 503, body: 'gone' },
    )

    const results = await store.write(['a', 'b', 'c', 'd'].map(id => put(id)))

    expect(results.map(codeOf)).toEqual(Array(4).fill('sink.unavailable'))
    expect(bulks().map(request => actionsIn(request).length)).toEqual([4, 2])
  })

  it('ends with the first of its parts that finds the engine away, and what was not sent is retried', async () => {
    let count = 0
    const { store, bulks } = await engine(request => {
      count += 1
      return count === 2 ? { status: 503, body: 'gone' } : allApplied(request)
    })
    const large = (id: string) => put(id, `{"t":"${'x'.repeat(4_000_000)}"}`)

    const results = await store.write([large('a'), large('b'), large('c')])

    expect(results.map(codeOf)).toEqual(['applied', 'sink.unavailable', 'sink.unavailable'])
    expect(bulks()).toHaveLength(2)
  })
})

describe('an item', () => {
  it.each([
    [200, undefined, 'applied'],
    [201, undefined, 'applied'],
    [404, undefined, 'sink.answer-unknown'],
    [409, 'version_conflict_engine_exception', { conflict: true }],
    [400, 'mapper_parsing_exception', 'sink.rejected'],
    [400, 'strict_dynamic_mapping_exception', 'sink.rejected'],
    [400, 'invalid_index_name_exception', 'search.index-missing'],
    [400, 'routing_missing_exception', 'search.index-missing'],
    [400, 'validation_exception', 'search.index-missing'],
    [404, 'index_not_found_exception', 'search.index-missing'],
    [400, 'index_closed_exception', 'search.index-blocked'],
    [403, 'cluster_block_exception', 'search.index-blocked'],
    [403, 'security_exception', 'search.access-denied'],
    [429, 'rejected_execution_exception', 'sink.throttled'],
    [429, 'cluster_block_exception', 'sink.throttled'],
    [500, 'node_closed_exception', 'sink.unavailable'],
    [500, 'fail_processor_exception', 'sink.answer-unknown'],
    [500, 'exception', 'sink.answer-unknown'],
    [502, 'exception', 'sink.unavailable'],
    [503, 'unavailable_shards_exception', 'sink.unavailable'],
    [400, 'illegal_argument_exception', 'sink.answer-unknown'],
    [418, 'unforeseen', 'sink.answer-unknown'],
  ])('of status %i %s is %s', async (status, type, expected) => {
    expect(await outcomeOf(status, type)).toEqual(expected)
  })

  it.each([
    'no write index is defined for alias [t]. The write index may be explicitly disabled',
    'only write ops with an op_type of create are allowed in data streams',
  ])('that finds what is no index to write to is retried: %s', async reason => {
    expect(await outcomeOf(400, 'illegal_argument_exception', reason)).toBe('search.index-missing')
  })

  it('that lost a race for the mapping is tried again, and may be an attempt at its record', async () => {
    const reason = 'mapper [total] cannot be changed from type [long] to [float]'
    const { store } = await engine(() => ({
      body: { errors: true, items: [item(400, 'illegal_argument_exception', reason)] },
    }))

    expect(await store.write([put('a')])).toEqual([
      expect.objectContaining({ code: 'search.mapping-raced', disposition: 'retry', scope: undefined }),
    ])
  })

  it.each([
    [429, 'rejected_execution_exception'],
    [404, 'index_not_found_exception'],
    [403, 'cluster_block_exception'],
    [503, 'unavailable_shards_exception'],
  ])('of status %i is no attempt at its record', async (status, type) => {
    const { store } = await engine(() => ({ body: { errors: true, items: [item(status, type)] } }))

    expect(await store.write([put('a')])).toEqual([
      expect.objectContaining({ disposition: 'retry', scope: 'sink' }),
    ])
  })

  it.each([
    [400, 'mapper_parsing_exception', / refuses a: mapper_parsing_exception\.$/],
    [418, 'unforeseen', /418 for a: unforeseen/],
  ])('of status %i %s says its id and its words once', async (status, type, words) => {
    const { store } = await engine(() => ({ body: { errors: true, items: [item(status, type)] } }))

    expect(messageOf((await store.write([put('a')]))[0])).toMatch(words)
  })

  it('leaves its neighbours alone', async () => {
    const items = [item(201), item(409, 'version_conflict_engine_exception'), item(429, 'x'), item(413, 'y')]
    const { store } = await engine(() => ({ body: { errors: true, items } }))

    const results = await store.write(['a', 'b', 'c', 'd'].map(id => put(id)))

    expect(results.map(codeOf)).toEqual(['applied', { conflict: true }, 'sink.throttled', 'sink.rejected'])
  })
})

describe('an engine that cannot be used', () => {
  const failureOf = async (answer: StubAnswer): Promise<unknown> => {
    const { store } = await engine(() => answer, { body: root }, 'hangs' in answer ? 2_000 : undefined)
    return codeOf((await store.write([put('a'), put('b')]))[0])
  }

  it.each([
    [{ status: 401, body: 'Unauthorized' }, 'search.access-denied'],
    [{ status: 403, body: { message: 'User is not authorized' } }, 'search.access-denied'],
    [{ status: 404, body: '<html>' }, 'sink.unavailable'],
    [{ status: 400, body: '<html>plain HTTP to an HTTPS port' }, 'sink.unavailable'],
    [{ status: 200, body: '<html>' }, 'sink.unavailable'],
    [{ status: 200, body: { items: [] } }, 'sink.unavailable'],
    [{ status: 429, body: 'slow down' }, 'sink.throttled'],
    [{ status: 503, body: 'gone' }, 'sink.unavailable'],
    [{ hangs: true }, 'sink.unavailable'],
  ])('because it answers %j parks nothing', async (answer, expected) => {
    expect(await failureOf(answer)).toBe(expected)
  })

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': '0' }, 1_000],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, 1_000],
    [{}, 1_000],
  ])('is left alone for as long as it asks with %j', async (headers, retryAfterMs) => {
    const { store } = await engine(() => ({ status: 429, body: 'slow down', headers }))

    const [result] = await store.write([put('a')])

    expect(result).toMatchObject({ code: 'sink.throttled', detail: { retryAfterMs } })
  })

  it.each([
    [{ status: 401, body: 'Unauthorized' }, 'refuses access (401): it answered 401 Unauthorized'],
    [{ status: 404, body: '<html>a shop</html>' }, 'cannot be reached: it answered 404 <html>a shop'],
    [{ body: '<html>a shop</html>' }, 'is no OpenSearch, which Tailrace cannot write to'],
    [{ body: { version: { number: '8.15.0' } } }, 'is elasticsearch 8.15.0, which Tailrace cannot write to'],
  ])('is told by its root, which answers %j', async (answer, message) => {
    const { store, bulks } = await engine(allApplied, answer)

    await expect(store.write([put('a')])).rejects.toThrow(message)
    expect(bulks()).toHaveLength(0)
  })

  it('is asked again what it is after it was away', async () => {
    let isUp = false
    const stub = await httpStub(request => {
      if (!isUp) return { status: 503, body: 'starting' }
      return request.path.startsWith('/_bulk') ? allApplied(request) : { body: root }
    })
    const store = openSearchStore({ node: stub.url, timeoutMs: 10_000 })

    await expect(store.write([put('a')])).rejects.toThrow('it answered 503 starting')
    isUp = true

    expect(await store.write([put('a')])).toEqual(['applied'])
  })

  it('is written to where its root may not be read', async () => {
    const { store } = await engine(allApplied, { status: 403, body: { message: 'not authorized' } })

    expect(await store.write([put('a')])).toEqual(['applied'])
  })

  it('is given up in time, whether it is away or silent', async () => {
    const silent = await engine(() => ({ hangs: true }), { body: root }, 2_000)
    const away = openSearchStore(openSearchTarget('http', '//127.0.0.1:1'))

    const [result] = await silent.store.write([put('a')])

    expect(messageOf(result)).toMatch(/no answer within 2000 ms/)
    await expect(away.write([put('a')])).rejects.toThrow('OpenSearch at 127.0.0.1:1 cannot be reached')
  })

  it('is left at once when the function is out of time', async () => {
    const controller = new AbortController()
    const { store } = await engine(() => {
      controller.abort()
      return { hangs: true }
    })

    const [result] = await store.write([put('a')], controller.signal)

    expect(codeOf(result)).toBe('sink.unavailable')
    expect(messageOf(result)).toContain('Request aborted')
  })
})

describe('whatever is answered in its place', () => {
  const lines = 'one\ntwo\r\nthree\u2028four\u2029five\vsix\fseven'
  const lineEnds = /[\n\r\v\f\u2028\u2029]/

  it.each<[string, StubAnswer]>([
    ['a page', { status: 502, body: `<html>${lines}</html>` }],
    ['a page that refuses access', { status: 401, body: lines }],
    ['a page that is of one line in no way', { status: 404, body: `\n\n${lines}\n\n` }],
    ['an object', { status: 503, body: { message: lines } }],
    [
      'an error of an index',
      { status: 503, body: { error: { type: 'cluster_block_exception', reason: lines } } },
    ],
    ['an error of a document', { status: 400, body: { error: { type: 'parse_exception', reason: lines } } }],
    ['a type of many lines', { status: 400, body: { error: { type: lines, reason: lines } } }],
    ['an item', { body: { errors: true, items: [item(400, 'index_closed_exception', lines)] } }],
    ['an item nobody knows', { body: { errors: true, items: [item(400, lines, lines)] } }],
  ])('is told in one line: %s', async (_, answer) => {
    const { store } = await engine(() => answer)

    const [result] = await store.write([put('a')])

    expect(result).toBeInstanceOf(Error)
    expect(messageOf(result)).not.toMatch(lineEnds)
  })

  it('is told in one line where the root answers it', async () => {
    const { store } = await engine(allApplied, { status: 502, body: `\n${lines}\n` })

    const failure = await store.write([put('a')]).catch((error: unknown) => error)

    expect(messageOf(failure)).toContain('it answered 502 one two three four five six seven')
    expect(messageOf(failure)).not.toMatch(lineEnds)
  })
})

describe('Amazon OpenSearch', () => {
  const credentials = async () => Promise.resolve({ accessKeyId: 'AKID', secretAccessKey: 'secret' })

  it.each(['es', 'aoss'] as const)('gets signed requests for %s', async service => {
    const stub = await httpStub(request => (request.path === '/' ? { body: root } : allApplied(request)))
    const target = { node: stub.url, timeoutMs: 10_000, aws: { service, region: 'eu-central-1' } }

    await openSearchStore(target, credentials).write([put('a')])

    expect(stub.requests.at(-1)?.headers['authorization']).toMatch(
      new RegExp(`^AWS4-HMAC-SHA256 Credential=AKID/\\d{8}/eu-central-1/${service}/aws4_request`),
    )
    expect(stub.requests.at(-1)?.headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/)
    expect(stub.requests.map(({ path }) => path).filter(path => path === '/')).toHaveLength(
      service === 'es' ? 1 : 0,
    )
  })
})
