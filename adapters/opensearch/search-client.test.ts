import { Client } from '@opensearch-project/opensearch'
import { expect, it } from 'vitest'
import { httpStub } from '../../test/support/http-stub.ts'
import { openSearchClient } from './open-search-client.ts'
import type { SearchClient } from './search-client.ts'

const odd = 'a name/with ümlauts,?#'
const body = { query: { match_all: {} } }

/** Every request that there is, with what tells the paths of the library apart. */
const asked: Readonly<Record<string, (client: SearchClient) => PromiseLike<unknown>>> = {
  info: client => client.info(),
  bulk: client =>
    client.bulk({ body: [{ delete: { _index: 'i', _id: odd } }], filter_path: ['errors', 'items'] }),
  'bulk of an index': client => client.bulk({ index: odd, body: [{ delete: { _id: 'a' } }] }),
  get: client => client.get({ index: 'i', id: odd, realtime: true }),
  index: client => client.index({ index: 'i', id: odd, body, if_seq_no: 3, if_primary_term: 1 }),
  delete: client => client.delete({ index: 'i', id: odd, version: 3, version_type: 'external' }),
  mget: client => client.mget({ index: 'i', body: { ids: [odd] } }),
  search: client => client.search({ body }),
  'search in an index': client => client.search({ index: ['i', 'j'], body, size: 3 }),
  createPit: client => client.createPit({ index: ['i'], keep_alive: '1m' }),
  deletePit: client => client.deletePit({ body: { pit_id: ['a'] } }),
  create: client => client.indices.create({ index: 'i', body: {} }),
  'delete of an index': client => client.indices.delete({ index: ['i', 'j'] }),
  'get of an index': client => client.indices.get({ index: 'i-*' }),
  getAlias: client => client.indices.getAlias({ name: [odd] }),
  putMapping: client => client.indices.putMapping({ index: 'i', body: { properties: {} } }),
  putSettings: client => client.indices.putSettings({ index: 'i', body: { index: {} } }),
  refresh: client => client.indices.refresh({ index: 'i' }),
  updateAliases: client => client.indices.updateAliases({ body: { actions: [] } }),
}

it.each(Object.entries(asked))('asks for %s as the official client does', async (_, ask) => {
  const stub = await httpStub(() => ({ body: {} }))
  const [ours, theirs] = [
    await openSearchClient({ node: stub.url, requestTimeout: 5_000 }),
    new Client({ node: stub.url }),
  ]

  await ask(ours)
  await ask(theirs)

  // Of two methods that mean the same the library takes the other one at times.
  const same: Readonly<Record<string, string>> = { 'PUT /_bulk': 'POST', 'GET /_refresh': 'POST' }
  const [one, other] = stub.requests.map(({ method, path, headers, body: sent }) => ({
    ...{ path, sent },
    method: same[`${method} ${path.slice(path.lastIndexOf('/'))}`] ?? method,
    type: headers['content-type'],
  }))
  expect(one).toEqual(other)
  await Promise.all([ours.close(), theirs.close()])
})

it.each([undefined, { username: 'user', password: 'p@ss:/ü' }])(
  'shows the credentials that it was given, and no others (%j)',
  async auth => {
    const stub = await httpStub(() => ({ body: {} }))
    const client = await openSearchClient({ node: stub.url, requestTimeout: 5_000, ...(auth && { auth }) })

    await client.info()

    const told = stub.requests[0]?.headers.authorization?.replace(/^Basic /, '')
    expect(told && Buffer.from(told, 'base64').toString()).toBe(auth && `${auth.username}:${auth.password}`)
    await client.close()
  },
)
