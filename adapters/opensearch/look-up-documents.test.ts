import { describe, expect, it } from 'vitest'
import type { StubAnswer } from '../../test/support/http-stub.ts'
import { httpStub } from '../../test/support/http-stub.ts'
import { metadataMapping, splitSource } from './metadata-mapping.ts'
import { openSearchStore } from './opensearch-search-store.ts'

const root = { version: { distribution: 'opensearch', number: '2.19.6' } }

/** An engine that answers every look with this. */
const engine = async (answer: StubAnswer) => {
  const stub = await httpStub(({ path }) => (path.includes('_mget') ? answer : { body: root }))
  const store = openSearchStore({ node: stub.url, timeoutMs: 10_000 })
  return { store, asked: () => stub.requests.filter(({ path }) => path.includes('_mget')) }
}

/** Texts as engines write them: `JSON.stringify` would round these numbers. */
const docs = (...members: readonly string[]): StubAnswer => ({
  body: `{"docs":[${members.join(',')}]}`,
  headers: { 'content-type': 'application/json' },
})
const found = (source: string, version = '9007199254740993'): string =>
  `{"_index":"things","_id":"a","_version":${version},"_seq_no":5,"_primary_term":2,"found":true,"_source":${source}}`

describe('a look at documents', () => {
  it('asks for ids of an index, and only for metadata where no document is wanted', async () => {
    const { store, asked } = await engine(docs('{"found":false}', '{"found":false}'))

    await store.look({ index: 'things', ids: ['a', 'b"c'] })
    await store.look({ index: 'things', ids: ['a', 'b"c'], withDocument: true })

    expect(asked().map(({ path, body }) => [path, JSON.parse(body) as unknown])).toEqual([
      ['/things/_mget?_source_includes=_tailrace', { ids: ['a', 'b"c'] }],
      ['/things/_mget', { ids: ['a', 'b"c'] }],
    ])
  })

  it('gives version, token, metadata and document as they are written', async () => {
    const { store } = await engine(
      docs(
        found('{"n":12345678901234567890.5,"_tailrace":{"seq":"1"},"t":"x"}'),
        '{"_id":"b","found":false}',
      ),
    )
    const request = { index: 'things', ids: ['a', 'b'] }
    const seen = {
      found: true,
      version: '9007199254740993',
      token: '5 2',
      metadata: '{"seq":"1"}',
    }

    expect(await store.look(request)).toEqual([seen, { found: false }])
    expect(await store.look({ ...request, withDocument: true })).toEqual([
      { ...seen, document: '{"n":12345678901234567890.5,"t":"x"}' },
      { found: false },
    ])
  })

  it('finds nothing where there is no such index', async () => {
    const { store } = await engine(
      docs('{"_id":"a","error":{"type":"index_not_found_exception","reason":"no such index [things]"}}'),
    )

    expect(await store.look({ index: 'things', ids: ['a'] })).toEqual([{ found: false }])
  })

  it.each([
    ['{"_id":"a","error":{"type":"shard_failed","reason":"gone"}}', 'cannot be reached: gone.'],
    ['{"_id":"a","error":"in plain words"}', 'cannot be reached: "in plain words".'],
  ])('takes %s for no answer', async (member, message) => {
    const { store } = await engine(docs(member))

    await expect(store.look({ index: 'things', ids: ['a'] })).rejects.toMatchObject({
      code: 'sink.unavailable',
      message: expect.stringContaining(message) as string,
    })
  })

  it.each([
    ['fewer', docs()],
    ['more', docs(found('{}'), found('{}'))],
    ['something else', { body: {} }],
    ['a page', { body: '<html>a page of marked words</html>' }],
    ['a part', { body: '{"docs":[{"fo', headers: { 'content-type': 'application/json' } }],
    ['nothing of a document', docs('{"_id":"a"}')],
    ['a document without a version', docs('{"found":true,"_seq_no":5,"_primary_term":2,"_source":{}}')],
    ['a document without a number', docs('{"found":true,"_version":1,"_primary_term":2,"_source":{}}')],
    ['a document without a term', docs('{"found":true,"_version":1,"_seq_no":5,"_source":{}}')],
    ['an error that is broken', docs('{"error":{"type":tru}}')],
  ])('takes %s for no answer', async (_, answer) => {
    const { store } = await engine(answer)

    await expect(store.look({ index: 'things', ids: ['a'] })).rejects.toMatchObject({
      code: 'sink.unavailable',
      message: expect.stringContaining('not the answer to a look at documents') as string,
    })
  })

  it('finds a document whose index keeps no source', async () => {
    const { store } = await engine(docs('{"found":true,"_version":1,"_seq_no":5,"_primary_term":2}'))

    expect(await store.look({ index: 'things', ids: ['a'], withDocument: true })).toEqual([
      { found: true, version: '1', token: '5 2', metadata: undefined, document: '{}' },
    ])
  })

  it('asks nothing about no document', async () => {
    const { store, asked } = await engine(docs())

    expect(await store.look({ index: 'things', ids: [] })).toEqual([])
    expect(asked()).toEqual([])
  })
})

describe('metadata', () => {
  it('is mapped so that nothing in it is searched', () => {
    expect(metadataMapping).toEqual({ properties: { _tailrace: { type: 'object', enabled: false } } })
  })

  it('is told from the document, wherever it stands, and is not there in what somebody else wrote', () => {
    expect(splitSource('{"_tailrace":{"a":1},"b":1.0,"c":[1]}')).toEqual({
      document: '{"b":1.0,"c":[1]}',
      metadata: '{"a":1}',
    })
    expect(splitSource('{"_tailrace":{}}')).toEqual({ document: '{}', metadata: '{}' })
    expect(splitSource('{"b": 1.0}')).toEqual({ document: '{"b": 1.0}', metadata: undefined })
  })
})
