import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SearchStore, SearchOperation } from '../../processors/search-index/search-store.ts'
import type { IndexAdmin } from '../../adapters/opensearch/index-definition.ts'
import { searchAdmin } from '../../adapters/open/search-admin.ts'
import { openSearchStore } from '../../adapters/opensearch/opensearch-search-store.ts'
import { openSearchTarget } from '../../adapters/opensearch/opensearch-target.ts'
import { searchStore } from '../../adapters/open/search-store.ts'
import type { RestartableServer } from '../../local-servers/engines/restartable-server.ts'
import type { SearchStoreUnderTest } from '../../testing/contracts/search-store.ts'
import { searchStoreContract } from '../../testing/contracts/search-store.ts'
import { holdTo } from '../contract/hold-to.ts'
import { ofRealServices } from '../contract/reasons.ts'
import { searchStoreLaws } from '../contract/search-store-laws.ts'
import { httpProxy } from '../support/faulty-proxy.ts'
import { noOpenSearch, realOpenSearch } from '../support/real-engines.ts'

const put = (index: string, id: string, document: string, version = '1'): SearchOperation => ({
  op: 'index',
  index,
  id,
  guard: { by: 'newer-or-equal', version },
  metadata: '{}',
  document,
})
const codeOf = (result: unknown): unknown =>
  result instanceof Error && 'code' in result ? result.code : result

const messageOf = (result: unknown): string => (result instanceof Error ? result.message : 'no error')

const contentOf = async (store: SearchStore, index: string): Promise<Record<string, string>> => {
  const found: Record<string, string> = {}
  for await (const [id, document] of store.documents(index)) found[id] = document
  return found
}

for (const line of ['3', '2'] as const) {
  const reason = await noOpenSearch(line)
  describe.skipIf(reason !== undefined)(
    `OpenSearch ${line}${reason === undefined ? '' : `: ${reason}`}`,
    () => {
      let server: RestartableServer
      let store: SearchStore
      let admin: IndexAdmin
      let count = 0
      beforeAll(async () => {
        server = await realOpenSearch(line, {
          'thread_pool.write.size': '1',
          'thread_pool.write.queue_size': '2',
        })
        store = openSearchStore(
          openSearchTarget('http', `${server.endpoint.slice('http:'.length)}?timeoutMs=60000`),
        )
        admin = searchAdmin(`opensearch+${server.endpoint}`)
      })
      afterAll(async () => {
        await server.stop()
      })
      const freshName = (): string => `fresh-${(count += 1)}`
      const ask = async (method: string, path: string, body?: object): Promise<unknown> =>
        (
          await fetch(`${server.endpoint}${path}`, {
            method,
            headers: { 'content-type': 'application/json' },
            ...(body && { body: JSON.stringify(body) }),
          })
        ).json()

      const emptyStore = (): SearchStore => {
        const prefix = freshName()
        const renamed = (each: SearchOperation): SearchOperation => ({
          ...each,
          index: `${prefix}-${each.index}`,
        })
        return {
          ...store,
          write: async operations => store.write(operations.map(renamed)),
          look: async request => store.look({ ...request, index: `${prefix}-${request.index}` }),
          prepare: async index => store.prepare(`${prefix}-${index}`),
          readMark: async index => store.readMark(`${prefix}-${index}`),
          writeMark: async (index, mark) => store.writeMark(`${prefix}-${index}`, mark),
          documents: index => store.documents(`${prefix}-${index}`),
        }
      }
      const heldStore = (): SearchStoreUnderTest => {
        const refused = new Set<string>()
        const made = emptyStore()
        // OpenSearch takes no id of more than 512 bytes.
        const withId = (each: SearchOperation): SearchOperation =>
          refused.has(each.id) ? { ...each, id: each.id.padEnd(600, '-') } : each
        return {
          store: { ...made, write: async operations => made.write(operations.map(withId)) },
          faults: { refuse: id => void refused.add(id) },
        }
      }
      holdTo(
        `OpenSearch ${line}`,
        searchStoreContract(heldStore, { ...ofRealServices, 'refusal-of-one': undefined }),
      )
      searchStoreLaws(`OpenSearch ${line}`, emptyStore)

      it('takes a thousand changed documents in one bulk request', async () => {
        const paths: string[] = []
        const proxy = await httpProxy(server.port, ({ url = '' }) => void paths.push(url))
        const counted = searchStore(`opensearch+http://127.0.0.1:${proxy.port}`)
        const index = freshName()
        const thousand = (version: string) =>
          Array.from({ length: 1_000 }, (_, id) => put(index, String(id), `{"v":${version}}`, version))

        const results = [...(await counted.write(thousand('1'))), ...(await counted.write(thousand('2')))]

        expect(new Set(results)).toEqual(new Set(['applied']))
        expect(paths.filter(path => path.startsWith('/_bulk'))).toHaveLength(2)
        expect(new Set(Object.values(await contentOf(store, index)))).toEqual(new Set(['{"v":2}']))
        await proxy.close()
      })

      it('gives back more documents than a page holds, while others write', async () => {
        const index = freshName()
        await store.write(Array.from({ length: 2_500 }, (_, id) => put(index, `a${id}`, '{}')))

        const found = new Set<string>()
        for await (const [id] of store.documents(index)) {
          found.add(id)
          if (found.size === 1) await store.write([put(index, 'later', '{}')])
        }

        expect(found.size).toBe(2_500)
      })

      it('parks the one document that the mapping refuses, and says why', async () => {
        const index = freshName()
        await admin.createIndex({ alias: index, dynamic: 'strict', properties: { n: { type: 'integer' } } })

        const results = await store.write([
          put(index, 'a', '{"n":1}'),
          put(index, 'b', '{"n":"many"}'),
          put(index, 'c', '{"n":1,"unknown":2}'),
          put(index, 'd', '{"n":4}'),
        ])

        expect(results.map(codeOf)).toEqual(['applied', 'sink.rejected', 'sink.rejected', 'applied'])
        expect(messageOf(results[1])).toMatch(/refuses b: .*failed to parse field \[n\] of type \[integer\]/)
        expect(messageOf(results[2])).toMatch(/refuses c: .*dynamic introduction of \[unknown\]/)
      })

      it('maps a field once when several are the first to write it, and refuses nobody for good', async () => {
        const index = freshName()
        const numbers = ['440', '18.5']
        const write = async (n: string) => (await store.write([put(index, n, `{"total":${n}}`)]))[0]

        const first = await Promise.all(numbers.map(write))
        const second = await Promise.all(numbers.map(write))

        expect(
          first.map(codeOf).filter(code => code !== 'applied' && code !== 'search.mapping-raced'),
        ).toEqual([])
        expect(second).toEqual(['applied', 'applied'])
        expect(Object.values(await contentOf(store, index)).toSorted()).toEqual(
          numbers.map(n => `{"total":${n}}`).toSorted(),
        )
      })

      it('waits for an index that is closed, and parks nothing meanwhile', async () => {
        const closed = freshName()
        await admin.createIndex({ alias: closed })
        await ask('POST', `/${closed}/_close`)

        const [whileClosed] = await store.write([put(closed, 'a', '{}')])
        await ask('POST', `/${closed}/_open?wait_for_active_shards=1`)

        expect(codeOf(whileClosed)).toBe('search.index-blocked')
        expect(await store.write([put(closed, 'a', '{}')])).toEqual(['applied'])
      })

      it('holds a blocked index, a missing one and a full queue against no record', async () => {
        const blocked = freshName()
        await admin.createIndex({ alias: blocked })
        await ask('PUT', `/${blocked}/_settings`, { 'index.blocks.write': true })
        await ask('PUT', '/_cluster/settings', { transient: { 'action.auto_create_index': false } })

        const [first, second] = await store.write([put(blocked, 'a', '{}'), put('Not An Index', 'a', '{}')])
        const [third] = await store.write([put(freshName(), 'a', '{}')])
        await ask('PUT', '/_cluster/settings', { transient: { 'action.auto_create_index': true } })
        await ask('PUT', `/${blocked}/_settings`, { 'index.blocks.write': false })

        expect([first, second, third].map(codeOf)).toEqual([
          'search.index-blocked',
          'search.index-missing',
          'search.index-missing',
        ])
        expect([first, second, third]).toEqual(
          Array(3).fill(expect.objectContaining({ disposition: 'retry', scope: 'sink' })),
        )
        expect(await store.write([put(blocked, 'a', '{}')])).toEqual(['applied'])
      })

      it('asks to slow down when its queue is full, and has everything in the end', async () => {
        const index = freshName()
        const batches = Array.from({ length: 24 }, (_, batch) =>
          Array.from({ length: 300 }, (_, id) => put(index, `${batch}-${id}`, `{"t":"${'x'.repeat(200)}"}`)),
        )
        await store.write([put(index, 'first', '{}')])
        let due = batches.flat()
        const seen = new Set<unknown>()

        const writeSome = async (some: readonly SearchOperation[]): Promise<readonly SearchOperation[]> => {
          const results = await store.write(some)
          for (const result of results) seen.add(codeOf(result))
          return some.filter((_, at) => results[at] instanceof Error)
        }
        due = (await Promise.all(batches.map(writeSome))).flat()
        while (due.length > 0) due = [...(await writeSome(due))]

        expect([...seen].toSorted()).toEqual(['applied', 'sink.throttled'])
        expect(Object.keys(await contentOf(store, index))).toHaveLength(batches.flat().length + 1)
      })

      it('creates indexes behind an alias, and switches it while it is read and written', async () => {
        const alias = freshName()
        const first = await admin.createIndex({ alias, dynamic: false, gcDeletes: '30m' })
        await store.write([put(alias, 'a', '{"in":1}')])
        const second = await admin.createIndex({ alias, properties: { in: { type: 'keyword' } } })
        await store.write([put(second.index, 'a', '{"in":2}')])
        expect(await contentOf(store, alias)).toEqual({ a: '{"in":1}' })

        const switched = [
          await admin.switchAlias(alias, second.index),
          await admin.switchAlias(alias, second.index),
        ]

        expect([first, second]).toEqual([
          { index: `${alias}-001`, isLive: true },
          { index: `${alias}-002`, isLive: false },
        ])
        expect(switched).toEqual(['applied', 'unchanged'])
        expect(await contentOf(store, alias)).toEqual({ a: '{"in":2}' })
        expect(await store.write([put(alias, 'b', '{}')])).toEqual(['applied'])
        expect(await ask('GET', `/${first.index}/_settings?flat_settings=true`)).toMatchObject({
          [first.index]: { settings: { 'index.gc_deletes': '30m' } },
        })
      })

      it('never shows an alias without an index while it is switched', async () => {
        const alias = freshName()
        const names = [(await admin.createIndex({ alias })).index, (await admin.createIndex({ alias })).index]
        await store.write(names.map(name => put(name, 'a', '{}')))
        let isOver = false
        const read = async (): Promise<number> => {
          let misses = 0
          while (!isOver) if ((await fetch(`${server.endpoint}/${alias}/_search`)).status !== 200) misses += 1
          return misses
        }

        const reading = read()
        for (let round = 0; round < 10; round += 1)
          await admin.switchAlias(alias, names[(round + 1) % 2] ?? '')
        isOver = true

        expect(await reading).toBe(0)
      })

      it('says what is wrong with an index or an alias, and changes nothing', async () => {
        const alias = freshName()
        await store.write([put(alias, 'a', '{}')])
        const other = freshName()
        const { index } = await admin.createIndex({ alias: other })

        await expect(admin.createIndex({ alias })).rejects.toMatchObject({ code: 'search.alias-is-index' })
        await expect(admin.switchAlias(alias, index)).rejects.toMatchObject({ code: 'search.alias-is-index' })
        await expect(admin.switchAlias(other, 'absent')).rejects.toMatchObject({
          code: 'search.index-missing',
        })
        await expect(
          admin.createIndex({ alias: freshName(), properties: { a: { type: 'nope' } } }),
        ).rejects.toThrow('No handler for type [nope]')
        await expect(admin.createIndex({ alias: freshName(), settings: { nope: 1 } })).rejects.toMatchObject({
          code: 'search.definition-refused',
        })
        expect(await ask('GET', `/_alias/${other}`)).toEqual({ [index]: { aliases: { [other]: {} } } })
      })
    },
  )
}
