import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HttpStub, StubAnswer, StubRequest } from '../../test/support/http-stub.ts'
import { httpStub } from '../../test/support/http-stub.ts'
import { askedFor, engineRefusal } from '../../test/support/search-stub.ts'
import { indexAdmin } from './index-admin.ts'
import type { IndexAdmin } from './index-definition.ts'

/** What makes Serverless of a target is who signs for it. */
const open = async (
  answer: (asked: string, request: StubRequest) => StubAnswer,
  service: 'es' | 'aoss' = 'es',
): Promise<{ readonly admin: IndexAdmin; readonly stub: HttpStub }> => {
  const stub = await httpStub(request => answer(askedFor(request), request))
  const target = { node: stub.url, aws: { service, region: 'eu-west-1' }, timeoutMs: 10_000 }
  const credentials = { accessKeyId: 'id', secretAccessKey: 'key' }
  return { stub, admin: indexAdmin(target, async () => Promise.resolve(credentials)) }
}

interface Action {
  readonly add?: { readonly index: string }
  readonly remove?: { readonly index: string; readonly must_exist: boolean }
}

/** An engine that knows one alias: one step of all actions, or none of them. */
const aliasEngine =
  (behind: Set<string>, every: readonly string[]) => (asked: string, request: StubRequest) => {
    if (asked === 'GET /_alias/things')
      return behind.size === 0
        ? { status: 404, body: { error: 'alias [things] missing', status: 404 } }
        : { body: Object.fromEntries([...behind].map(name => [name, { aliases: { things: {} } }])) }
    if (asked !== 'POST /_aliases') return { status: 500 }
    const { actions } = JSON.parse(request.body) as { readonly actions: readonly Action[] }
    const isPossible = actions.every(({ add, remove }) =>
      add ? every.includes(add.index) : remove?.must_exist === true && behind.has(remove.index),
    )
    if (!isPossible) return engineRefusal(404, 'aliases_not_found_exception')
    for (const { add, remove } of actions) {
      if (add) behind.add(add.index)
      if (remove) behind.delete(remove.index)
    }
    return { body: { acknowledged: true } }
  }

const names = ['things-001', 'things-002', 'things-003', 'by-hand']

describe('switching an alias', () => {
  it('leaves the index alone behind it, whatever was, and asks for nothing where it is so', async () => {
    const behind = new Set<string>()
    const { admin, stub } = await open(aliasEngine(behind, names))
    await fc.assert(
      fc.asyncProperty(fc.subarray(names), fc.constantFrom(...names), async (before, index) => {
        behind.clear()
        for (const name of before) behind.add(name)
        const asked = stub.requests.length

        const result = await admin.switchAlias('things', index)

        const isThere = before.length === 1 && before[0] === index
        expect([...behind]).toEqual([index])
        expect(result).toBe(isThere ? 'unchanged' : 'applied')
        expect(stub.requests.length - asked).toBe(isThere ? 1 : 2)
        // What it points to already is never taken away from it.
        expect(stub.requests.at(-1)?.body).not.toContain(`{"remove":{"index":"${index}"`)
      }),
      { numRuns: 40 },
    )
  })
})

/** An engine without indexes, that makes and takes what it is told. */
const emptyEngine = (asked: string): StubAnswer =>
  asked.startsWith('GET /_alias') ? { status: 404, body: { status: 404 } } : { body: {} }

describe.each(['es', 'aoss'] as const)('an index of %s', service => {
  const remembers = (hours: string, name = 'index.gc_deletes'): object =>
    service === 'aoss' ? {} : { [name]: hours }

  it('is created with how long it remembers deletions, where the engine knows of that', async () => {
    const { admin, stub } = await open(emptyEngine, service)

    await admin.createIndex({ alias: 'things', gcDeletes: '3h', settings: { 'index.hidden': false } })

    const { settings } = JSON.parse(stub.requests.at(-1)?.body ?? '') as { readonly settings: unknown }
    expect(settings).toEqual({ ...remembers('3h'), 'index.hidden': false })
  })

  it('is created for a run with a longer memory, where the engine knows of that', async () => {
    const { admin, stub } = await open(
      asked => (asked.startsWith('GET /') ? { status: 404, body: { status: 404 } } : { body: {} }),
      service,
    )

    await admin.createForRun({ alias: 'things', index: 'things-002', run: 'r' })

    const { settings } = JSON.parse(stub.requests.at(-1)?.body ?? '') as { readonly settings: unknown }
    expect(settings).toEqual({ index: remembers('7d', 'gc_deletes') })
  })

  it.each([
    [undefined, '1h'],
    ['3h', '3h'],
  ])('has its memory given back at the end of a run, where it had one (%s)', async (given, time) => {
    const { admin, stub } = await open(emptyEngine, service)

    await admin.endRun('things-002', given)

    const changes = stub.requests.map(request => [askedFor(request), JSON.parse(request.body) as unknown])
    const change = ['PUT /things-002/_settings', { index: { gc_deletes: time } }]
    expect(changes).toEqual(service === 'aoss' ? [] : [change])
  })
})

describe('what an engine refuses', () => {
  /** An engine that refuses this request, and for the rest is without indexes. */
  const refusing =
    (refused: string, status: number, type: string, reason = 'of the stub') =>
    (asked: string): StubAnswer =>
      asked === refused ? { status, body: { error: { type, reason }, status } } : emptyEngine(asked)

  it.each<[string, number, string, string]>([
    [
      'an index that somebody else has created',
      400,
      'resource_already_exists_exception',
      'search.index-exists',
    ],
    ['an alias that is an index', 400, 'invalid_alias_name_exception', 'search.alias-is-index'],
    ['a mapping', 400, 'mapper_parsing_exception', 'search.definition-refused'],
    ['a caller', 403, 'security_exception', 'search.access-denied'],
    ['everything for now', 503, 'cluster_block_exception', 'sink.unavailable'],
  ])('when an index is created is told apart: %s', async (_, status, type, code) => {
    const { admin } = await open(refusing('PUT /things-001', status, type))

    await expect(admin.createIndex({ alias: 'things' })).rejects.toMatchObject({ code })
  })

  it.each<[string, number, string, string, string]>([
    [
      'an alias that is an index',
      400,
      'invalid_alias_name_exception',
      'of the stub',
      'search.alias-is-index',
    ],
    [
      'an index that is gone',
      404,
      'index_not_found_exception',
      'no such index [things-002]',
      'search.index-missing',
    ],
    [
      'an alias that was moved',
      404,
      'aliases_not_found_exception',
      'aliases [things] missing',
      'search.alias-moved',
    ],
    ['everything for now', 503, 'cluster_block_exception', 'of the stub', 'sink.unavailable'],
  ])('when an alias is switched is told apart: %s', async (_, status, type, reason, code) => {
    const { admin } = await open(refusing('POST /_aliases', status, type, reason))

    await expect(admin.switchAlias('things', 'things-002')).rejects.toMatchObject({ code })
  })

  it.each<[string, (admin: IndexAdmin) => Promise<unknown>]>([
    ['created', async admin => admin.createIndex({ alias: 'things' })],
    [
      'created for a run',
      async admin => admin.createForRun({ alias: 'things', index: 'things-2', run: 'r' }),
    ],
    ['switched to', async admin => admin.switchAlias('things', 'things-2')],
    ['given its memory back', async admin => admin.endRun('things-2', undefined)],
    ['dropped', async admin => admin.dropIndex('things-2')],
    ['free for another writer', async admin => admin.forgetWriter('things')],
  ])('is all that a page is: no index is %s by it', async (_, change) => {
    const { admin } = await open(asked =>
      asked.startsWith('GET ') ? emptyEngine(asked) : { body: '<html>We are back soon</html>' },
    )

    await expect(change(admin)).rejects.toMatchObject({ code: 'sink.unavailable', scope: 'sink' })
  })

  it('is the engine’s own business where it is no index’s: an answer of somebody else is no index', async () => {
    const { admin } = await open(() => ({ body: ['a page of a proxy'] }))

    await expect(admin.createIndex({ alias: 'things' })).rejects.toMatchObject({ code: 'sink.unavailable' })
  })
})

describe('a new index', () => {
  const made = async (behind: readonly string[], numbered: readonly string[]) => {
    const named = (all: readonly string[]): StubAnswer => ({
      body: Object.fromEntries(all.map(name => [name, { aliases: {} }])),
    })
    const { admin, stub } = await open(asked =>
      asked === 'GET /_alias/things'
        ? behind.length > 0
          ? named(behind)
          : { status: 404, body: { status: 404 } }
        : named(numbered),
    )
    const created = await admin.createIndex({ alias: 'things', properties: { n: { type: 'long' } } })
    return { created, put: stub.requests.at(-1) }
  }
  const mappings = {
    dynamic: true,
    properties: { n: { type: 'long' }, _tailrace: { type: 'object', enabled: false } },
  }
  const settings = { 'index.gc_deletes': '1h' }

  it('is live at once where the alias points nowhere', async () => {
    const { created, put } = await made([], [])

    expect(created).toEqual({ index: 'things-001', isLive: true })
    expect(put?.path).toBe('/things-001')
    expect(JSON.parse(put?.body ?? '')).toEqual({ mappings, settings, aliases: { things: {} } })
  })

  it('waits for its switch where another one is live', async () => {
    const { created, put } = await made(['things-009'], ['things-009', 'things-old'])

    expect(created).toEqual({ index: 'things-010', isLive: false })
    expect(JSON.parse(put?.body ?? '')).toEqual({ mappings, settings })
  })
})

describe('an index for a run', () => {
  const live = {
    aliases: { things: {} },
    mappings: { dynamic: 'strict', properties: { n: { type: 'long' } }, _meta: { by: 'us' } },
    settings: {
      index: {
        uuid: 'u',
        version: { created: '1' },
        provided_name: 'things-001',
        creation_date: '1',
        gc_deletes: '3h',
        history: {},
        number_of_shards: '2',
        analysis: { analyzer: {} },
      },
    },
  }
  const of = (meta?: object): object => ({ ...live, mappings: meta === undefined ? {} : { _meta: meta } })

  /** An engine with a live index, and perhaps the one that is to be made. */
  const world = async (there?: object, creation: StubAnswer = { body: { acknowledged: true } }) => {
    const { admin, stub } = await open(asked => {
      if (asked === 'PUT /things-002') return creation
      if (asked === 'GET /things') return { body: { 'things-001': live } }
      return there === undefined
        ? engineRefusal(404, 'index_not_found_exception')
        : { body: { 'things-002': there } }
    })
    const create = async (given?: object) =>
      admin.createForRun({ alias: 'things', index: 'things-002', run: 'r', ...(given && { given }) })
    return { admin, create, asked: () => stub.requests.map(askedFor), made: () => stub.requests.at(-1)?.body }
  }
  const properties = { n: { type: 'long' }, _tailrace: { type: 'object', enabled: false } }
  const settings = { index: { number_of_shards: '2', analysis: { analyzer: {} }, gc_deletes: '7d' } }

  it('takes over what the live one has, but what is that one’s own', async () => {
    const { create, made } = await world()

    expect(await create()).toBe('created')
    expect(JSON.parse(made() ?? '')).toEqual({
      mappings: { dynamic: 'strict', properties, _meta: { by: 'us', tailrace_run: 'r' } },
      settings,
    })
  })

  it('has the mappings that are given in place of those, and settings besides', async () => {
    const { create, made } = await world()

    await create({ mappings: { dynamic: false }, settings: { 'index.hidden': true } })

    expect(JSON.parse(made() ?? '')).toEqual({
      mappings: {
        dynamic: false,
        properties: { _tailrace: properties._tailrace },
        _meta: { tailrace_run: 'r' },
      },
      settings: { ...settings, 'index.hidden': true },
    })
  })

  it('is there where the run made it before it was interrupted', async () => {
    const { create, asked } = await world(of({ tailrace_run: 'r' }))

    expect(await create()).toBe('there')
    expect(asked()).toEqual(['GET /things-002'])
  })

  it.each([[of({ tailrace_run: 'other' })], [of({ tailrace_run: 7 })], [of()]])(
    'is not that of another run, or of none (%j)',
    async there => {
      const { create, asked } = await world(there)

      await expect(create()).rejects.toMatchObject({ code: 'search.index-exists' })
      expect(asked()).toEqual(['GET /things-002'])
    },
  )

  it.each([
    [400, 'resource_already_exists_exception', 'search.index-exists'],
    [400, 'mapper_parsing_exception', 'search.definition-refused'],
    [403, 'security_exception', 'search.access-denied'],
    [503, 'cluster_block_exception', 'sink.unavailable'],
  ])('that is refused (%i %s) is %s', async (status, type, code) => {
    const { create } = await world(undefined, engineRefusal(status, type))

    await expect(create()).rejects.toMatchObject({ code })
  })

  it.each([
    [undefined, undefined],
    [of(), ''],
    [of({ tailrace_run: 7 }), ''],
    [of({ tailrace_run: 'r' }), 'r'],
  ])('that is %j was made for the run %j', async (there, run) => {
    const { admin } = await world(there)

    expect(await admin.runOf('things-002')).toBe(run)
  })
})

describe('dropping an index', () => {
  it.each([
    [{ body: { acknowledged: true } }, 'applied'],
    [engineRefusal(404, 'index_not_found_exception'), 'unchanged'],
  ] as const)('tells whether it was there (%j)', async (answer, expected) => {
    const { admin, stub } = await open(() => answer)

    expect(await admin.dropIndex('things-002')).toBe(expected)
    expect(stub.requests.map(askedFor)).toEqual(['DELETE /things-002'])
  })

  it('that the engine refuses is said', async () => {
    const { admin } = await open(() => engineRefusal(503, 'cluster_block_exception'))

    await expect(admin.dropIndex('things-002')).rejects.toMatchObject({ code: 'sink.unavailable' })
  })
})

it('lets go of its connection when it is closed', async () => {
  const { admin, stub } = await open(() => ({ body: {} }))
  await admin.close()
  await admin.dropIndex('a')
  await admin.dropIndex('b')
  expect(stub.connections()).toBe(1)

  await admin.close()

  await admin.dropIndex('c')
  expect(stub.connections()).toBe(2)
})

describe('what stands behind an alias', () => {
  const described = (aliases: readonly string[], gcDeletes?: string): object => ({
    aliases: Object.fromEntries(aliases.map(name => [name, {}])),
    mappings: {},
    settings: { index: { ...(gcDeletes !== undefined && { gc_deletes: gcDeletes }) } },
  })
  const indexes: Readonly<Record<string, object>> = {
    'things-001': described([]),
    'things-002': described(['things', 'shop'], '3h'),
    'things-1000': described([]),
    'things-999': described([]),
  }

  /** What is found beside them: another name, and the index of an alias that is named like ours. */
  const strangers = { 'things-old': described([]), 'orders-007': described(['things-all']) }

  it('is told with every numbered index by age, no other one, and the aliases of each', async () => {
    const { admin } = await open(asked => {
      if (asked === 'GET /_alias/things') return { body: { 'things-002': indexes['things-002'] } }
      if (asked === 'GET /things') return { body: { 'things-002': indexes['things-002'] } }
      const [, name = ''] = /^GET \/(things-\d+)$/.exec(asked) ?? []
      return {
        body:
          name === ''
            ? { ...Object.fromEntries(Object.entries(indexes).toReversed()), ...strangers }
            : { [name]: indexes[name] },
      }
    })

    expect(await admin.describeAlias('things')).toEqual({
      isIndex: false,
      live: ['things-002'],
      numbered: [
        { index: 'things-001', aliases: [] },
        { index: 'things-002', aliases: ['things', 'shop'] },
        { index: 'things-999', aliases: [] },
        { index: 'things-1000', aliases: [] },
      ],
      next: 'things-1001',
      gcDeletes: '3h',
    })
  })
})
