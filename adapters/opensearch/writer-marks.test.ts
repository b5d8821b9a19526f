import { describe, expect, it } from 'vitest'
import type { StubAnswer } from '../../test/support/http-stub.ts'
import { engineRefusal, searchStub } from '../../test/support/search-stub.ts'
import { forgetWriterMark, mapMetadata, readWriterMark, writeWriterMark } from './writer-marks.ts'

const made = 'PUT /tailrace-writers'
const marked = 'PUT /tailrace-writers/_doc/things'
const forgotten = 'DELETE /tailrace-writers/_doc/things'

const engine = async (answers: Readonly<Record<string, StubAnswer>> = {}) =>
  searchStub(asked => answers[asked] ?? { body: {} })

/** What something in between may show, as if all were well. */
const page = { body: '<html>We are back soon</html>' }

const first = { text: 'm', token: undefined }
const later = { text: 'm', token: '5 2' }

describe('a writer’s mark', () => {
  it.each([first, later])('is said to be stored when it was (%j)', async mark => {
    const stub = await engine()

    expect(await writeWriterMark(stub.connection, 'things', mark)).toBe(true)
  })

  it.each([first, later])('is said not to be stored when another was faster (%j)', async mark => {
    const stub = await engine({ [marked]: engineRefusal(409, 'version_conflict_engine_exception') })

    expect(await writeWriterMark(stub.connection, 'things', mark)).toBe(false)
  })

  it('is stored on condition that there is none, or that it is the one that was read', async () => {
    const stub = await engine()

    await writeWriterMark(stub.connection, 'things', first)
    await writeWriterMark(stub.connection, 'things', later)

    const [making, creating, replacing] = stub.requests
    expect(stub.asked()).toEqual([made, marked, marked])
    // Out of searches over all indexes, and its text in none of them.
    expect(JSON.parse(making?.body ?? '')).toEqual({
      settings: { 'index.hidden': true, 'index.number_of_shards': 1 },
      mappings: {
        dynamic: false,
        properties: { mark: { type: 'keyword', index: false, doc_values: false } },
      },
    })
    expect(creating?.path).toContain('?op_type=create')
    expect(replacing?.path).toContain('?if_seq_no=5&if_primary_term=2')
    expect(replacing?.body).toBe('{"mark":"m"}')
  })

  it.each([
    engineRefusal(400, 'resource_already_exists_exception'),
    engineRefusal(403, 'security_exception'),
    { status: 400, body: 'not the engine' },
  ])('is stored where its index is there, or may not be made by us (%j)', async answer => {
    const stub = await engine({ [made]: answer })

    expect(await writeWriterMark(stub.connection, 'things', first)).toBe(true)
  })

  it.each([
    [engineRefusal(401, 'security_exception'), 'search.access-denied'],
    [engineRefusal(429, 'circuit_breaking_exception'), 'sink.throttled'],
    [engineRefusal(500, 'exception'), 'sink.unavailable'],
    [engineRefusal(503, 'cluster_block_exception'), 'sink.unavailable'],
    [{ status: 502, body: '<html>a page</html>' }, 'sink.unavailable'],
  ] as const)('is not written where its index could not be made (%j)', async (answer, code) => {
    const stub = await engine({ [made]: answer })

    await expect(writeWriterMark(stub.connection, 'things', first)).rejects.toMatchObject({ code })
    expect(stub.asked()).toEqual([made])
  })

  it.each([
    [engineRefusal(403, 'security_exception'), 'search.mark-unwritable'],
    [engineRefusal(404, 'index_not_found_exception'), 'search.mark-unwritable'],
    [{ status: 404, body: 'not the engine' }, 'sink.unavailable'],
    [engineRefusal(400, 'odd_exception'), 'sink.unavailable'],
    [page, 'sink.unavailable'],
    [engineRefusal(503, 'unavailable_shards_exception'), 'sink.unavailable'],
  ] as const)('that could not be written is no mark of another (%j)', async (answer, code) => {
    const stub = await engine({ [marked]: answer })

    await expect(writeWriterMark(stub.connection, 'things', later)).rejects.toMatchObject({ code })
  })

  it('is read with what its next write is conditional on', async () => {
    const found = { _seq_no: 5, _primary_term: 2, _source: { mark: 'm' } }
    const stub = await engine({ 'GET /tailrace-writers/_doc/things': { body: found } })

    expect(await readWriterMark(stub.connection, 'things')).toEqual(later)
  })

  it.each([
    engineRefusal(404, 'index_not_found_exception'),
    { status: 404, body: { found: false } },
    { body: { found: true, _source: {} } },
    { body: { found: true } },
  ])('is none where there is none (%j)', async answer => {
    const stub = await engine({ 'GET /tailrace-writers/_doc/things': answer })

    expect(await readWriterMark(stub.connection, 'things')).toBeUndefined()
  })

  it.each([
    [engineRefusal(403, 'security_exception'), 'search.access-denied'],
    [engineRefusal(503, 'cluster_block_exception'), 'sink.unavailable'],
    [page, 'sink.unavailable'],
  ] as const)('is not taken for none where it cannot be read (%j)', async (answer, code) => {
    const stub = await engine({ 'GET /tailrace-writers/_doc/things': answer })

    await expect(readWriterMark(stub.connection, 'things')).rejects.toMatchObject({ code, scope: 'sink' })
  })

  it.each([
    [{ body: { result: 'deleted' } }, 'applied'],
    [{ status: 404, body: { result: 'not_found' } }, 'unchanged'],
    [engineRefusal(404, 'index_not_found_exception'), 'unchanged'],
  ] as const)('is forgotten by the engine that it is kept in (%j)', async (answer, expected) => {
    const stub = await engine({ [forgotten]: answer })

    expect(await forgetWriterMark(stub.connection, 'things')).toBe(expected)
    expect(stub.asked()).toEqual([forgotten])
  })

  it.each([engineRefusal(503, 'cluster_block_exception'), page])(
    'is not said to be forgotten while the engine keeps it (%j)',
    async answer => {
      const stub = await engine({ [forgotten]: answer })

      await expect(forgetWriterMark(stub.connection, 'things')).rejects.toMatchObject({
        code: 'sink.unavailable',
      })
    },
  )
})

const mapped = 'POST /things/_mapping'
const touched = 'POST /_bulk'
const missing = engineRefusal(404, 'index_not_found_exception')

/** An engine without the index, which makes it at the first write or does not. */
const emptyEngine = async (
  touch: StubAnswer,
  mapping: StubAnswer = { body: { acknowledged: true } },
): Promise<Awaited<ReturnType<typeof searchStub>>> => {
  let isTouched = false
  return searchStub(asked => {
    if (asked !== touched) return isTouched ? mapping : missing
    isTouched = true
    return touch
  })
}

const deleted = { body: { errors: false, items: [{ delete: { status: 404, result: 'not_found' } }] } }
const noIndex = (error: object): StubAnswer => ({
  body: { errors: true, items: [{ delete: { status: 404, error } }] },
})

describe('the mapping of metadata', () => {
  it('is put before the first write, and searches nothing in it', async () => {
    const stub = await engine()

    await mapMetadata(stub.connection, 'things')

    expect(stub.asked()).toEqual([mapped])
    expect(JSON.parse(stub.requests[0]?.body ?? '')).toEqual({
      properties: { _tailrace: { type: 'object', enabled: false } },
    })
  })

  it('is put once the engine has made the index by itself', async () => {
    const stub = await emptyEngine(deleted)

    await mapMetadata(stub.connection, 'things')

    expect(stub.asked()).toEqual([mapped, touched, mapped])
    expect(JSON.parse(stub.requests[1]?.body ?? '')).toMatchObject({ delete: { _index: 'things' } })
  })

  it.each([
    [{ type: 'index_not_found_exception', reason: 'no such index [things]' }, 'no such index [things]'],
    [{ type: 'index_not_found_exception' }, 'index_not_found_exception'],
  ])('is missing with its index, where the engine makes none (%j)', async (error, reason) => {
    const stub = await emptyEngine(noIndex(error))

    await expect(mapMetadata(stub.connection, 'things')).rejects.toMatchObject({
      code: 'search.index-missing',
      scope: 'sink',
      detail: { index: 'things', reason },
    })
    expect(stub.asked()).toEqual([mapped, touched])
  })

  it.each<[string, StubAnswer]>([
    ['a refusal', engineRefusal(503, 'cluster_block_exception')],
    ['a page', page],
    ['nothing', { body: {} }],
  ])('is not put where the first write gets %s', async (_, answer) => {
    const stub = await emptyEngine(answer)

    await expect(mapMetadata(stub.connection, 'things')).rejects.toMatchObject({
      code: 'sink.unavailable',
      scope: 'sink',
    })
  })

  const refusals: readonly (readonly [StubAnswer, string])[] = [
    [engineRefusal(400, 'illegal_argument_exception'), 'search.mapping-missing'],
    [engineRefusal(403, 'security_exception'), 'search.mapping-missing'],
    [{ status: 403, body: { message: 'no rights' } }, 'search.access-denied'],
    [engineRefusal(401, 'security_exception'), 'search.access-denied'],
    [{ status: 400, body: 'a page' }, 'sink.unavailable'],
    [{ status: 404, body: 'a page' }, 'sink.unavailable'],
    [engineRefusal(429, 'circuit_breaking_exception'), 'sink.throttled'],
    [engineRefusal(503, 'process_cluster_event_timeout_exception'), 'sink.unavailable'],
    [page, 'sink.unavailable'],
  ]

  it.each(refusals)('that is refused makes records wait (%j)', async (answer, code) => {
    const stub = await engine({ [mapped]: answer })

    await expect(mapMetadata(stub.connection, 'things')).rejects.toMatchObject({ code, scope: 'sink' })
    expect(stub.asked()).toEqual([mapped])
  })

  it.each(refusals)('that is refused for a new index makes records wait (%j)', async (answer, code) => {
    const stub = await emptyEngine(deleted, answer)

    await expect(mapMetadata(stub.connection, 'things')).rejects.toMatchObject({ code, scope: 'sink' })
  })
})
