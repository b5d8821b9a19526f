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

  it('asks an engine without points in time for nothing', async () => {
    const stub = await engine()

    await expect(read(stub, { ...able, hasPointInTime: false })).rejects.toMatchObject({
      code: 'search.target-unsupported',
    })
    expect(stub.asked()).toEqual([])
  })
})
