import { describe, expect, it } from 'vitest'
import type { StubAnswer } from '../../test/support/http-stub.ts'
import { engineRefusal, searchStub } from '../../test/support/search-stub.ts'
import { forgetWriterMark, readWriterMark, writeWriterMark } from './writer-marks.ts'

const made = 'PUT /tailrace-writers'
const marked = 'PUT /tailrace-writers/_doc/things'
const forgotten = 'DELETE /tailrace-writers/_doc/things'

const engine = async (answers: Readonly<Record<string, StubAnswer>> = {}) =>
  searchStub(asked => answers[asked] ?? { body: {} })

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
    expect(JSON.parse(making?.body ?? '')).toMatchObject({ settings: { 'index.hidden': true } })
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
    [{ body: { result: 'deleted' } }, 'applied'],
    [{ status: 404, body: { result: 'not_found' } }, 'unchanged'],
    [engineRefusal(404, 'index_not_found_exception'), 'unchanged'],
  ] as const)('is forgotten by the engine that it is kept in (%j)', async (answer, expected) => {
    const stub = await engine({ [forgotten]: answer })

    expect(await forgetWriterMark(stub.connection, 'things')).toBe(expected)
    expect(stub.asked()).toEqual([forgotten])
  })

  it('is not said to be forgotten while the engine keeps it', async () => {
    const stub = await engine({ [forgotten]: engineRefusal(503, 'cluster_block_exception') })

    await expect(forgetWriterMark(stub.connection, 'things')).rejects.toMatchObject({
      code: 'sink.unavailable',
    })
  })
})
