import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { StubAnswer } from '../../test/support/http-stub.ts'
import type { SearchStub } from '../../test/support/search-stub.ts'
import { engineRefusal, searchStub } from '../../test/support/search-stub.ts'
import type { Capabilities } from './probe-target.ts'
import { readDocuments } from './read-documents.ts'

const able: Capabilities = { version: 'opensearch 2.19.0', canRefresh: true, hasPointInTime: true }

const refreshed = 'POST /things/_refresh'
const opened = 'POST /things/_search/point_in_time'
const closed = 'DELETE /_search/point_in_time'

const hit = (id: string, source: object): object => ({ _id: id, _source: source, sort: [id] })

/** An engine of so many documents, which gives as many at once as it is asked for, from where it is asked to go on. */
const pagedEngine = async (count: number) => {
  const ids = Array.from({ length: count }, (_, index) => String(index).padStart(6, '0'))
  return searchStub((asked, { body }) => {
    if (asked === opened) return { body: { pit_id: 'p' } }
    if (asked !== 'POST /_search') return { body: {} }
    const {
      size,
      search_after: [after] = [''],
      pit,
    } = JSON.parse(body) as {
      readonly size: number
      readonly search_after?: readonly string[]
      readonly pit: object
    }
    expect(pit).toEqual({ id: 'p', keep_alive: '2m' })
    const rest = ids.filter(id => id > (after ?? ''))
    return { body: { hits: { hits: rest.slice(0, size).map(id => hit(id, { n: id })) } } }
  })
}

/** Shows documents that were written just now only after a refresh, as an engine does. */
const engine = async (answers: Readonly<Record<string, StubAnswer>> = {}, isServerless = false) => {
  let isFresh = false
  return searchStub(
    asked => {
      const given = answers[asked]
      if (given !== undefined) return given
      if (asked === refreshed) isFresh = true
      if (asked === opened) return { body: { pit_id: 'p' } }
      const hits = isFresh ? [hit('a', { n: 1, _tailrace: { seq: '1' } }), hit('b', { n: 2 })] : []
      return { body: { hits: { hits } } }
    },
    { isServerless },
  )
}

const read = async ({ connection }: SearchStub, capabilities = able) => {
  const found: (readonly [id: string, document: string])[] = []
  for await (const each of readDocuments(connection, capabilities, 'things')) found.push(each)
  return found
}

describe('reading all documents', () => {
  it('sees what was written just now, and lets go of its point in time', async () => {
    const stub = await engine()

    expect(await read(stub)).toEqual([
      ['a', '{"n":1}'],
      ['b', '{"n":2}'],
    ])
    expect(stub.asked()).toEqual([refreshed, opened, 'POST /_search', closed])
  })

  it('asks for no refresh where there is none', async () => {
    const stub = await engine({ [refreshed]: engineRefusal(404, 'no_such_path') })

    expect(await read(stub, { ...able, canRefresh: false })).toEqual([])
    expect(stub.asked()).toEqual([opened, 'POST /_search', closed])
  })

  it('finds nothing where there is no index', async () => {
    const missing = engineRefusal(404, 'index_not_found_exception')
    const stub = await engine({ [refreshed]: missing, [opened]: missing })

    expect(await read(stub)).toEqual([])
    expect(stub.asked()).toEqual([refreshed, opened])
  })

  it.each([
    [refreshed, engineRefusal(403, 'security_exception'), 'search.access-denied'],
    [refreshed, engineRefusal(503, 'cluster_block_exception'), 'sink.unavailable'],
    [opened, engineRefusal(403, 'security_exception'), 'search.access-denied'],
    [opened, engineRefusal(503, 'cluster_block_exception'), 'sink.unavailable'],
    ['POST /_search', engineRefusal(503, 'search_phase_execution_exception'), 'sink.unavailable'],
  ] as const)('says what failed rather than to give less: %s', async (asked, answer, code) => {
    const stub = await engine({ [asked]: answer })

    await expect(read(stub)).rejects.toMatchObject({ code })
    expect(stub.asked().includes(closed)).toBe(asked === 'POST /_search')
  })

  it.each([0, 1, 999, 1_000, 1_001, 2_000])('gives each of %d documents once', async count => {
    const stub = await pagedEngine(count)

    const found = await read(stub)

    expect(found.map(([id]) => Number(id))).toEqual(Array.from({ length: count }, (_, index) => index))
    expect(stub.asked().filter(asked => asked === 'POST /_search')).toHaveLength(
      Math.floor(count / 1_000) + 1,
    )
    expect(stub.asked().at(-1)).toBe(closed)
  })

  it('leaves it at the first document where nobody wants more, and lets go of its point in time', async () => {
    const stub = await pagedEngine(3)

    const documents = readDocuments(stub.connection, able, 'things')
    await documents.next()
    await documents.return(undefined)

    expect(stub.asked()).toEqual([refreshed, opened, 'POST /_search', closed])
  })

  it('is done where the point in time cannot be let go of: it ends by itself', async () => {
    const stub = await engine({ [closed]: engineRefusal(503, 'cluster_block_exception') })

    expect(await read(stub)).toHaveLength(2)
  })

  // As if there were no documents; what is verified then would be written again.
  it.each<[string, string, StubAnswer]>([
    ['a page for a refresh', refreshed, { body: '<html>marked</html>' }],
    ['a page for a point in time', opened, { body: '<html>marked</html>' }],
    ['nothing for a point in time', opened, { body: {} }],
    ['a page for a search', 'POST /_search', { body: '<html>marked</html>' }],
    ['nothing for a search', 'POST /_search', { body: {} }],
    ['no list for a search', 'POST /_search', { body: { hits: {} } }],
    [
      'what shards have that did not fail',
      'POST /_search',
      { body: { _shards: { total: 2, failed: 1 }, hits: { hits: [hit('a', {})] } } },
    ],
    [
      'what was found in time',
      'POST /_search',
      { body: { timed_out: true, hits: { hits: [hit('a', {})] } } },
    ],
  ])('does not take %s for all documents', async (_, asked, answer) => {
    const stub = await engine({ [asked]: answer })

    const failure = await read(stub).catch((error: unknown) => error)

    expect(failure).toMatchObject({ code: 'sink.unavailable', scope: 'sink' })
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('marked')
  })

  it('takes what all shards have in time', async () => {
    const hits = { timed_out: false, _shards: { total: 2, failed: 0 }, hits: { hits: [hit('a', {})] } }
    const stub = await engine({ 'POST /_search': { body: hits } })

    expect(await read(stub)).toEqual([['a', '{}']])
  })

  it('gives a page twice the time of other answers', async () => {
    const { connection, ...stub } = await engine({ 'POST /_search': { hangs: true } })

    await expect(read({ ...stub, connection: { ...connection, timeoutMs: 60 } })).rejects.toThrow(
      'no answer within 120 ms',
    )
  })

  it('gives a document whose index keeps no source as an empty one', async () => {
    const stub = await engine({ 'POST /_search': { body: { hits: { hits: [{ _id: 'a', sort: ['a'] }] } } } })

    expect(await read(stub)).toEqual([['a', '{}']])
  })

  it('asks an engine without points in time for nothing', async () => {
    const stub = await engine()

    await expect(read(stub, { ...able, hasPointInTime: false })).rejects.toMatchObject({
      code: 'search.target-unsupported',
    })
    expect(stub.asked()).toEqual([])
  })
})
