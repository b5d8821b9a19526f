import { randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LeaseMarks } from '../core/lease/lease-marks.ts'
import { memoryLeaseMarks } from '../core/lease/lease-marks.ts'
import { auditSinkContract } from '../testing/contracts/audit-sink.ts'
import { blobStoreContract } from '../testing/contracts/blob-store.ts'
import { cacheContract } from '../testing/contracts/cache.ts'
import { dependentStoreContract } from '../testing/contracts/dependent-store.ts'
import { failedObjectsContract } from '../testing/contracts/failed-objects.ts'
import { claimStoreContract } from '../testing/contracts/claim-store.ts'
import { ledgerStoreContract } from '../testing/contracts/ledger-store.ts'
import { parkingStoreContract } from '../testing/contracts/parking-store.ts'
import { searchStoreContract } from '../testing/contracts/search-store.ts'
import { versionCountersContract } from '../testing/contracts/version-counters.ts'
import { leaseMarksContract } from '../testing/contracts/lease-marks.ts'
import { withoutService } from '../testing/contracts/contract.ts'
import type { ArrivedNotification } from '../testing/contracts/notification-sink.ts'
import { notificationSinkContract } from '../testing/contracts/notification-sink.ts'
import { holdTo } from '../test/contract/hold-to.ts'
import { ofFiles, ofLines } from '../test/contract/reasons.ts'
import { searchStoreLaws } from '../test/contract/search-store-laws.ts'
import { faultyFolder } from '../test/support/faulty-folder.ts'
import { temporaryPaths } from '../test/support/temporary-folder.ts'
import { fileAuditSink } from './file/file-audit-sink.ts'
import { fileBlobStore } from './file/file-blob-store.ts'
import { fileFailedObjects } from './file/file-failed-objects.ts'
import { fileLeaseMarks } from './file/file-lease-marks.ts'
import { fileNotificationSink } from './file/file-notification-sink.ts'
import { fileClaimStore } from './file/file-claim-store.ts'
import { fileLedgerStore } from './file/file-ledger-store.ts'
import { fileParkingStore } from './file/file-parking-store.ts'
import { fileVersionCounters } from './file/file-version-counters.ts'
import { memoryAuditSink } from './memory/memory-audit-sink.ts'
import { memoryBlobStore } from './memory/memory-blob-store.ts'
import { memoryCache } from './memory/memory-cache.ts'
import { memoryDependentStore } from './memory/memory-dependent-store.ts'
import { memoryFailedObjects } from './memory/memory-failed-objects.ts'
import { memoryClaimStore } from './memory/memory-claim-store.ts'
import { memoryLedgerStore } from './memory/memory-ledger-store.ts'
import { memoryNotificationSink } from './memory/memory-notification-sink.ts'
import { memoryParkingStore } from './memory/memory-parking-store.ts'
import { memorySearchStore } from './memory/memory-search-store.ts'
import { memoryVersionCounters } from './memory/memory-version-counters.ts'
import { cache } from './open/cache.ts'
import { searchStore } from './open/search-store.ts'
import { sqliteSearchStore } from './sqlite/sqlite-search-store.ts'

const path = temporaryPaths()

/** Marks of things by their names, all of one place. */
const marksInMemory = () => {
  const places = new Map<string, LeaseMarks>()
  return (thing: string): LeaseMarks => {
    const marks = places.get(thing) ?? memoryLeaseMarks()
    places.set(thing, marks)
    return marks
  }
}

const inFolder = (): { readonly folder: string; readonly faults: ReturnType<typeof faultyFolder> } => {
  const folder = path('place')
  return { folder, faults: faultyFolder(folder) }
}

holdTo(
  'memory as a ledger store',
  ledgerStoreContract(() => ({ store: memoryLedgerStore() }), withoutService),
)
holdTo(
  'a file as a ledger store',
  ledgerStoreContract(() => {
    const { folder, faults } = inFolder()
    return { store: fileLedgerStore(join(folder, 'ledger.ndjson')), faults }
  }, ofFiles),
)
holdTo(
  'memory as counters of versions',
  versionCountersContract(() => ({ counters: memoryVersionCounters() }), withoutService),
)
holdTo(
  'a file as counters of versions',
  versionCountersContract(() => {
    const { folder, faults } = inFolder()
    const file = { path: join(folder, 'counters.ndjson'), newId: randomUUID }
    return { counters: fileVersionCounters(file), others: fileVersionCounters(file), faults }
  }, ofFiles),
)
holdTo(
  'memory as a store of claims',
  claimStoreContract(() => ({ store: memoryClaimStore() }), withoutService),
)
holdTo(
  'a file as a store of claims',
  claimStoreContract(() => {
    const { folder, faults } = inFolder()
    const file = join(folder, 'ledger.ndjson.claims')
    return { store: fileClaimStore(file), again: () => fileClaimStore(file), faults }
  }, ofFiles),
)
holdTo(
  'memory as a parking store',
  parkingStoreContract(() => ({ store: memoryParkingStore() }), withoutService),
)
holdTo(
  'a folder as a parking store',
  parkingStoreContract(() => {
    const { folder, faults } = inFolder()
    return { store: fileParkingStore(folder), faults }
  }, ofFiles),
)
const newMemorySearch = () => memorySearchStore()
const newSqliteSearch = () => sqliteSearchStore(path('search.db'))
holdTo(
  'memory as a search store',
  searchStoreContract(() => ({ store: newMemorySearch() }), withoutService),
)
holdTo(
  'SQLite as a search store',
  searchStoreContract(
    () => {
      const { folder, faults } = inFolder()
      return { store: sqliteSearchStore(join(folder, 'search.db')), faults }
    },
    { ...ofLines, 'partial-failure': 'a call is one transaction' },
  ),
)
searchStoreLaws('memory', newMemorySearch)
searchStoreLaws('SQLite', newSqliteSearch)
holdTo(
  'memory as an audit sink',
  auditSinkContract(() => ({ sink: memoryAuditSink() }), withoutService),
)
holdTo(
  'a file as an audit sink',
  auditSinkContract(() => {
    const { folder, faults } = inFolder()
    return { sink: fileAuditSink(join(folder, 'audit.ndjson')), faults }
  }, ofLines),
)
holdTo(
  'memory as a sink of notifications',
  notificationSinkContract(() => {
    const sink = memoryNotificationSink()
    return { sink, arrived: sink.sent }
  }, withoutService),
)
holdTo(
  'a file as a sink of notifications',
  notificationSinkContract(
    () => {
      const file = path('news.ndjson')
      const arrived = () =>
        existsSync(file)
          ? readFileSync(file, 'utf8')
              .split('\n')
              .flatMap(line => (line === '' ? [] : [JSON.parse(line) as ArrivedNotification]))
          : []
      return { sink: fileNotificationSink(file), arrived }
    },
    { ...ofLines, 'refusal-of-all': 'a file takes whatever it is given' },
  ),
)
holdTo(
  'memory as a cache',
  cacheContract(() => ({ cache: memoryCache() }), withoutService),
)
holdTo(
  'memory as a blob store',
  blobStoreContract(() => ({ store: memoryBlobStore() }), withoutService),
)
holdTo(
  'a folder as a blob store',
  blobStoreContract(() => {
    const { folder, faults } = inFolder()
    return { store: fileBlobStore(folder), faults }
  }, ofFiles),
)
holdTo(
  'memory as a store of dependents',
  dependentStoreContract(() => {
    const store = memoryDependentStore()
    return { store, put: store.put, remove: store.delete }
  }, withoutService),
)
holdTo(
  'memory as a place of leases',
  leaseMarksContract(() => ({ marksOf: marksInMemory() }), withoutService),
)
holdTo(
  'a folder as a place of leases',
  leaseMarksContract(() => {
    const { folder, faults } = inFolder()
    return { marksOf: thing => fileLeaseMarks(join(folder, encodeURIComponent(thing))), faults }
  }, ofFiles),
)

holdTo(
  'memory as a place of failed changes',
  failedObjectsContract(() => {
    const all = new Map<string, string>()
    return {
      failed: memoryFailedObjects(all),
      write: (key, body) => void all.set(key, body),
      bodyAt: async key => Promise.resolve(all.get(key)),
    }
  }, withoutService),
)
holdTo(
  'a folder as a place of failed changes',
  failedObjectsContract(() => {
    const { folder, faults } = inFolder()
    const write = (key: string, body: string): void => {
      mkdirSync(dirname(join(folder, key)), { recursive: true })
      writeFileSync(join(folder, key), body)
    }
    const bodyAt = async (key: string): Promise<string | undefined> =>
      Promise.resolve(existsSync(join(folder, key)) ? readFileSync(join(folder, key), 'utf8') : undefined)
    return { failed: fileFailedObjects(folder), write, bodyAt, faults }
  }, ofFiles),
)

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

describe('counters in a file', () => {
  it('survive a kill in the middle of a line, and are what they were in the next process', async () => {
    const file = { path: path('counters.ndjson'), newId: randomUUID }
    const wish = { scope: 's', key: 'k', position: '1' }
    await fileVersionCounters(file).take([wish])
    appendFileSync(file.path, '{"scope":"s","key":"k","posi')

    expect(await fileVersionCounters(file).take([wish])).toEqual([{ number: '1', position: '1' }])
    expect(await fileVersionCounters(file).take([{ ...wish, position: '2' }])).toEqual([
      { number: '2', position: '2' },
    ])
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
    [undefined, 'No URL for the search store is set; SEARCH_URL is where functions look for it.'],
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
