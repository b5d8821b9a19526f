import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { memoryCache } from '../../adapters/memory/memory-cache.ts'
import { memoryCheckpointStore } from '../../adapters/memory/memory-checkpoint-store.ts'
import { memoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import { memoryItemSource } from '../../adapters/memory/memory-item-source.ts'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { memoryVersionCounters } from '../../adapters/memory/memory-version-counters.ts'
import { memoryLeaseMarks } from '../../core/lease/lease-marks.ts'
import type { VersionCounters } from '../../core/version/version-counters.ts'
import type { FailureDestination } from '../../engine/ports/failure-destination.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { auditSinkContract } from '../../testing/contracts/audit-sink.ts'
import { blobStoreContract } from '../../testing/contracts/blob-store.ts'
import { cacheContract } from '../../testing/contracts/cache.ts'
import { checkpointStoreContract } from '../../testing/contracts/checkpoint-store.ts'
import type { ContractCase } from '../../testing/contracts/contract.ts'
import { withoutService } from '../../testing/contracts/contract.ts'
import { dependentStoreContract } from '../../testing/contracts/dependent-store.ts'
import { failureDestinationContract } from '../../testing/contracts/failure-destination.ts'
import { functionTargetContract } from '../../testing/contracts/function-target.ts'
import { itemSourceContract } from '../../testing/contracts/item-source.ts'
import { leaseMarksContract } from '../../testing/contracts/lease-marks.ts'
import { claimStoreContract } from '../../testing/contracts/claim-store.ts'
import { ledgerStoreContract } from '../../testing/contracts/ledger-store.ts'
import { parkingStoreContract } from '../../testing/contracts/parking-store.ts'
import { searchStoreContract } from '../../testing/contracts/search-store.ts'
import { streamSourceContract } from '../../testing/contracts/stream-source.ts'
import { versionCountersContract } from '../../testing/contracts/version-counters.ts'
import { faultyCalls } from '../support/faulty-calls.ts'
import { recordOf, streamArn } from '../support/records.ts'
import { failing } from './failing.ts'

/** One break of an implementation for each port: the case that finds it. */
const breaks: readonly (readonly [port: string, found: string, cases: readonly ContractCase[]])[] = [
  [
    'an audit sink that appends an entry again',
    'holds an entry once, and says so',
    auditSinkContract(() => {
      const kept: string[] = []
      return {
        sink: {
          append: async lines => Promise.resolve(lines.map(({ text }) => (kept.push(text), 'applied'))),
          entries: async function* () {
            for (const text of kept) yield await Promise.resolve(JSON.parse(text) as never)
          },
        },
      }
    }, withoutService),
  ],
  [
    'an audit sink that drops the last of a large batch',
    'keeps a large batch',
    auditSinkContract(() => {
      const sink = memoryAuditSink()
      return {
        sink: {
          ...sink,
          append: async lines => {
            await sink.append(lines.slice(0, 1_000))
            return lines.map(() => 'applied')
          },
        },
      }
    }, withoutService),
  ],
  [
    'a parking store that keeps the first of a key',
    'holds one object when the same is parked twice (L15)',
    parkingStoreContract(() => {
      const store = memoryParkingStore()
      const known = new Set<string>()
      return {
        store: {
          ...store,
          put: async (key, body) => (known.has(key) ? undefined : store.put(key, (known.add(key), body))),
        },
      }
    }, withoutService),
  ],
  [
    'a parking store that swallows its failure',
    'rejects what it could not store, and stores it at the next try',
    parkingStoreContract(() => {
      const store = memoryParkingStore()
      const { faults, through } = faultyCalls({ refusal: () => new Error('refused'), secrets: [] })
      return {
        store: {
          ...store,
          put: async (key, body) =>
            through(key, undefined, async () => store.put(key, body)).catch(() => undefined),
        },
        faults,
      }
    }),
  ],
  [
    'a ledger store whose second entry replaces the first',
    'only ever adds',
    ledgerStoreContract(() => {
      let store = memoryLedgerStore()
      return {
        store: {
          add: async entry => {
            store = memoryLedgerStore()
            await store.add(entry)
          },
          query: async (...range) => store.query(...range),
        },
      }
    }, withoutService),
  ],
  [
    'counters that count anew for a record that asks again',
    'give a record that asks again the number that it has',
    versionCountersContract(() => {
      const counters = memoryVersionCounters()
      let above = 0
      const take: VersionCounters['take'] = async requests => {
        above += 1
        return counters.take(requests.map(request => ({ ...request, above: String(above) })))
      }
      return { counters: { take } }
    }, withoutService),
  ],
  [
    'a store of claims that looks first and writes then',
    'gives a place to one of many that want it at once',
    claimStoreContract(() => {
      const store = memoryClaimStore()
      return {
        store: {
          ...store,
          write: async each => {
            const found = await store.read(each.place)
            if (found !== each.expected) return { isWritten: false, found }
            await setImmediate()
            return store.write({ ...each, expected: await store.read(each.place) })
          },
        },
      }
    }, withoutService),
  ],
  [
    'a blob store that lists as the keys came',
    'lists by prefix, in the order of the keys, with sizes and times',
    blobStoreContract(() => {
      const store = memoryBlobStore()
      const keys = new Set<string>()
      return {
        store: {
          ...store,
          put: async (key, body) => store.put(key, (keys.add(key), body)),
          list: async function* (prefix) {
            for (const key of keys) if (key.startsWith(prefix)) yield* store.list(key)
          },
        },
      }
    }, withoutService),
  ],
  [
    'a cache that forgets ten thousand keys at most',
    'forgets more keys than one command takes',
    cacheContract(() => {
      const cache = memoryCache()
      return {
        cache: {
          ...cache,
          invalidate: async what => cache.invalidate({ ...what, keys: what.keys.slice(0, 10_000) }),
        },
      }
    }, withoutService),
  ],
  [
    'a search store that writes from back to front',
    'writes what one call holds for an id in its order, and answers in that order',
    searchStoreContract(() => {
      const store = memorySearchStore()
      return {
        store: {
          ...store,
          write: async operations => (await store.write(operations.toReversed())).toReversed(),
        },
      }
    }, withoutService),
  ],
  [
    'a search store whose answers to a large write are out of place',
    'writes and gives back more than one request takes, each answer in its place',
    searchStoreContract(() => {
      const store = memorySearchStore()
      return {
        store: {
          ...store,
          write: async operations => {
            const results = await store.write(operations)
            return operations.length > 500 ? [...results.slice(1), ...results.slice(0, 1)] : results
          },
        },
      }
    }, withoutService),
  ],
  [
    'an item source that takes trouble for absence',
    'rejects when the table cannot be asked, which says nothing about the item',
    itemSourceContract(
      () => {
        const source = memoryItemSource()
        const { faults, through } = faultyCalls({ refusal: () => new Error('refused'), secrets: [] })
        return {
          source: {
            read: async (address, signal) =>
              through('', signal, async () => source.read(address)).catch(() => undefined),
          },
          put: source.put,
          remove: source.delete,
          faults,
        }
      },
      { abort: 'not looked at here' },
    ),
  ],
  [
    'a store of dependents that deletes whatever there is',
    'deletes what still is as it was seen, and only that, and answers for each in order',
    dependentStoreContract(() => {
      const store = memoryDependentStore()
      return {
        store: {
          ...store,
          removeAsSeen: async (_, query, dependents) => store.removeAsSeen('PK', query, dependents),
        },
        put: store.put,
        remove: store.delete,
      }
    }, withoutService),
  ],
  [
    'a checkpoint store whose later save is overtaken by an earlier one',
    'ends at the last of many saves of a shard that were made without waiting',
    checkpointStoreContract(() => {
      const store = memoryCheckpointStore()
      let saves = 0
      return {
        store: {
          ...store,
          save: async (...save) => {
            saves += 1
            for (let turn = saves; turn < 20; turn += 1) await setImmediate()
            return store.save(...save)
          },
        },
      }
    }, withoutService),
  ],
  [
    'a place of leases that makes a mark anew',
    'makes no mark where there is one',
    leaseMarksContract(() => {
      const marks = memoryLeaseMarks()
      return {
        marksOf: () => ({
          ...marks,
          create: async (number, text) => {
            await marks.replace(number, text)
            return true
          },
        }),
      }
    }, withoutService),
  ],
  [
    'a failure destination that names its objects by the second',
    'keeps apart documents of one second, written at once',
    failureDestinationContract(() => {
      const written = new Map<string, string>()
      const write: FailureDestination['write'] = async document =>
        Promise.resolve(void written.set(document.timestamp, JSON.stringify(document)))
      return { destination: { kind: 's3', write }, written: () => [...written.values()] }
    }, withoutService),
  ],
  [
    'a function target that knows a request again',
    'runs the function again when it is invoked again, under the same request id too',
    functionTargetContract(
      () => ({
        running: () => {
          const seen = new Set<string>()
          return {
            functionName: 'local',
            invoke: async ({ Records: { length: size } }, requestId) => {
              const isKnown = seen.has(requestId)
              seen.add(requestId)
              return Promise.resolve({ type: 'returned', value: isKnown ? {} : { size } })
            },
          }
        },
      }),
      withoutService,
    ),
  ],
  [
    'a stream source that gives a page anew',
    'gives the records in the order in which they were written, with rising numbers',
    streamSourceContract(() => {
      const source = scriptedSource(streamArn, { pageSize: 10 })
      source.addShard('shard-1')
      let seq = 0
      return {
        source: {
          ...source,
          read: async iterator => {
            const read = await source.read(iterator)
            return { ...read, records: read.records.toReversed() }
          },
        },
        write: keys => {
          for (const key of keys) source.put('shard-1', recordOf({ seq: (seq += 1), key, kind: 'INSERT' }))
        },
      }
    }, withoutService),
  ],
]

describe('the suite of each port', () => {
  it.each(breaks)('finds %s', async (_, found, cases) => {
    expect(await failing(cases)).toContain(found)
  })
})
