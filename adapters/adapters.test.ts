import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { auditSinkContract } from '../test/contract/audit-sink.contract.ts'
import { blobStoreContract } from '../test/contract/blob-store.contract.ts'
import { cacheContract } from '../test/contract/cache.contract.ts'
import { dependentStoreContract } from '../test/contract/dependent-store.contract.ts'
import { failedObjectsContract } from '../test/contract/failed-objects.contract.ts'
import { ledgerStoreContract } from '../test/contract/ledger-store.contract.ts'
import { parkingStoreContract } from '../test/contract/parking-store.contract.ts'
import { searchStoreContract } from '../test/contract/search-store.contract.ts'
import { temporaryPaths } from '../test/support/temporary-folder.ts'
import { fileAuditSink } from './file/file-audit-sink.ts'
import { fileBlobStore } from './file/file-blob-store.ts'
import { fileFailedObjects } from './file/file-failed-objects.ts'
import { fileLedgerStore } from './file/file-ledger-store.ts'
import { fileParkingStore } from './file/file-parking-store.ts'
import { memoryAuditSink } from './memory/memory-audit-sink.ts'
import { memoryBlobStore } from './memory/memory-blob-store.ts'
import { memoryCache } from './memory/memory-cache.ts'
import { memoryDependentStore } from './memory/memory-dependent-store.ts'
import { memoryFailedObjects } from './memory/memory-failed-objects.ts'
import { memoryLedgerStore } from './memory/memory-ledger-store.ts'
import { memoryParkingStore } from './memory/memory-parking-store.ts'
import { memorySearchStore } from './memory/memory-search-store.ts'
import { cache } from './open/cache.ts'
import { searchStore } from './open/search-store.ts'
import { sqliteSearchStore } from './sqlite/sqlite-search-store.ts'

const path = temporaryPaths()

ledgerStoreContract('memory', memoryLedgerStore)
ledgerStoreContract('a file', () => fileLedgerStore(path('ledger.ndjson')))
parkingStoreContract('memory', memoryParkingStore)
parkingStoreContract('a folder', () => fileParkingStore(path('parked')))
searchStoreContract('memory', memorySearchStore)
searchStoreContract('SQLite', () => sqliteSearchStore(path('search.db')))
auditSinkContract('memory', memoryAuditSink)
auditSinkContract('a file', () => fileAuditSink(path('audit.ndjson')))
cacheContract('memory', memoryCache)
blobStoreContract('memory', () => memoryBlobStore())
blobStoreContract('a folder', () => fileBlobStore(path('blobs')))
dependentStoreContract('memory', () => {
  const store = memoryDependentStore()
  return { store, put: store.put, remove: store.delete }
})

failedObjectsContract('memory', async objects => {
  const all = new Map(Object.entries(objects))
  return Promise.resolve({
    failed: memoryFailedObjects(all),
    bodyAt: async key => Promise.resolve(all.get(key)),
  })
})
failedObjectsContract('a folder', async objects => {
  const folder = path('failed')
  mkdirSync(folder)
  for (const [key, body] of Object.entries(objects)) {
    mkdirSync(dirname(join(folder, key)), { recursive: true })
    writeFileSync(join(folder, key), body)
  }
  const bodyAt = async (key: string): Promise<string | undefined> =>
    Promise.resolve(existsSync(join(folder, key)) ? readFileSync(join(folder, key), 'utf8') : undefined)
  return Promise.resolve({ failed: fileFailedObjects(folder), bodyAt })
})

describe('a folder that cannot be read', () => {
  it('is not taken for one in which nothing failed', async () => {
    const file = path('no-folder')
    writeFileSync(file, '')

    await expect(fileFailedObjects(file).keys()[Symbol.asyncIterator]().next()).rejects.toThrow('ENOTDIR')
    await expect(fileParkingStore(file).list()[Symbol.asyncIterator]().next()).rejects.toThrow('ENOTDIR')
  })
})

describe('a file store', () => {
  it('survives a kill in the middle of a line', async () => {
    const file = path('ledger.ndjson')
    const entry = { partition: 'p', sortKeys: ['1'], facts: 'whole', expiresAtMs: 0 }
    await fileLedgerStore(file).add(entry)
    appendFileSync(file, '{"partition":"p","sortKeys":["1"],"fa')

    await fileLedgerStore(file).add({ ...entry, facts: 'after' })

    expect(await fileLedgerStore(file).query('p', '0', '9')).toEqual(['whole', 'after'])
  })
})

describe('SQLite search', () => {
  it('finds live documents by their words', async () => {
    const store = sqliteSearchStore(path('search.db'))
    const write = (id: string, version: string, title: string): Parameters<typeof store.write>[0][0] => ({
      op: 'index',
      index: 'things',
      id,
      guard: { by: 'newer', version },
      metadata: '{}',
      document: JSON.stringify({ title, nested: { tags: ['blue'] } }),
    })
    await store.write([write('a', '1', 'Käse from Bern'), write('b', '1', 'Bread'), write('c', '1', 'Kase')])
    await store.write([
      write('a', '2', 'Wine'),
      { op: 'delete', index: 'things', id: 'c', guard: { by: 'newer', version: '2' } },
    ])

    expect(await store.search('things', 'kase')).toEqual([])
    expect(await store.search('things', 'wine')).toEqual(['a'])
    expect((await store.search('things', 'blue')).toSorted()).toEqual(['a', 'b'])
    store.close()
  })
})

describe('opening by URL', () => {
  it('opens nothing before it is used', () => {
    expect(() => searchStore('sqlite:/no/such/folder/search.db')).not.toThrow()
  })

  it.each([
    [undefined, 'No URL for the search store is set.'],
    [
      'opensearch+ftp://host',
      'The search store cannot live at "opensearch+ftp://host"; known are sqlite:, opensearch+https:, opensearch+http:, opensearch+aws:, memory:.',
    ],
    ['constructor:', 'cannot live at'],
    ['https://admin:s/ecret@host:9200', 'cannot live at "https://***@host:9200"'],
  ])('says what is wrong with %s in one line', async (url, message) => {
    await expect(searchStore(url).write([])).rejects.toThrow(message)
  })

  it('opens once', async () => {
    const opened = cache('memory:')
    await opened.set('a', '1')

    expect(await opened.get('a')).toBe('1')
  })
})
