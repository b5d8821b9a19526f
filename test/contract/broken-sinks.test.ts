import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { memoryCache } from '../../adapters/memory/memory-cache.ts'
import { memoryCheckpointStore } from '../../adapters/memory/memory-checkpoint-store.ts'
import { memoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import { memoryItemSource } from '../../adapters/memory/memory-item-source.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { memoryLeaseMarks } from '../../core/lease/lease-marks.ts'
import type { FailureDestination } from '../../engine/ports/failure-destination.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import type { Notification } from '../../processors/notification/notification-sink.ts'
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
import { ledgerStoreContract } from '../../testing/contracts/ledger-store.ts'
import type { NotificationSinkUnderTest } from '../../testing/contracts/notification-sink.ts'
import { notificationSinkContract } from '../../testing/contracts/notification-sink.ts'
import { parkingStoreContract } from '../../testing/contracts/parking-store.ts'
import { searchStoreContract } from '../../testing/contracts/search-store.ts'
import { streamSourceContract } from '../../testing/contracts/stream-source.ts'
import { faultyCalls } from '../support/faulty-calls.ts'
import { recordOf, streamArn } from '../support/records.ts'

/** The cases that an implementation does not pass, by name. */
const failing = async (cases: readonly ContractCase[]): Promise<readonly string[]> => {
  const names: string[] = []
  for (const { name, run } of cases) await run().catch(() => names.push(name))
  return names
}

/** A service that takes ten messages a call, and what sinks over it make of that. */
type SendAll = (
  pieces: readonly (readonly Notification[])[],
  call: (piece: readonly Notification[], signal?: AbortSignal) => Promise<readonly ('applied' | Error)[]>,
  signal: AbortSignal | undefined,
) => Promise<readonly ('applied' | Error)[]>

const secret = 'marked-password'

const overService = (sendAll: SendAll): NotificationSinkUnderTest => {
  const arrived: Notification[] = []
  const { faults, through } = faultyCalls({ refusal: () => new Error('refused'), secrets: [secret] })
  const refused: string[] = []
  const call = async (piece: readonly Notification[], signal?: AbortSignal) =>
    through('', signal, async () =>
      Promise.resolve(
        piece.map(message => {
          if (refused.some(text => JSON.stringify(message).includes(text))) return new Error('refused')
          arrived.push(message)
          return 'applied' as const
        }),
      ),
    )
  return {
    sink: {
      send: async (messages, signal) => {
        const pieces = Array.from({ length: Math.ceil(messages.length / 10) }, (_, index) =>
          messages.slice(index * 10, index * 10 + 10),
        )
        return sendAll(pieces, call, signal)
      },
    },
    arrived: () => arrived,
    faults: { ...faults, refuse: text => void refused.push(text) },
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

const oneByOne: SendAll = async (pieces, call, signal) => {
  const results: ('applied' | Error)[] = []
  for (const piece of pieces)
    results.push(...(await call(piece, signal).catch((error: unknown) => piece.map(() => asError(error)))))
  return results
}

const news = async (sendAll: SendAll): Promise<readonly string[]> =>
  failing(notificationSinkContract(() => overService(sendAll)))

const order = 'keeps the order of the messages, over as many calls as they take'
const partly = 'says of each message whether it went out before the service went away'
const aborted = 'gives up with its caller, and calls nothing sent'

describe('the suite of notification sinks', () => {
  it('passes one that sends piece by piece', async () => {
    expect(await news(oneByOne)).toEqual([])
  })

  it('fails one that drops the first message', async () => {
    const found = await news(async ([first = [], ...rest], call, signal) => [
      'applied',
      ...(await oneByOne([first.slice(1), ...rest], call, signal)),
    ])

    expect(found).toContain('sends each message once, whole, and answers for each')
  })

  it('fails one that sends in parallel', async () => {
    const found = await news(async (pieces, call, signal) =>
      (await Promise.all(pieces.map(async piece => oneByOne([piece], call, signal)))).flat(),
    )

    expect(found).toEqual([order])
  })

  it('fails one that calls everything sent once the first call was', async () => {
    const found = await news(async (pieces, call, signal) => {
      const results = await oneByOne(pieces, call, signal)
      return results[0] === 'applied' ? results.map(() => 'applied') : results
    })

    expect(found).toEqual(['fails the one message that is refused, and sends its neighbours', partly])
  })

  it('fails one that rejects as a whole although some of it was sent', async () => {
    const found = await news(async (pieces, call, signal) => {
      const results: ('applied' | Error)[] = []
      for (const piece of pieces) results.push(...(await call(piece, signal)))
      return results
    })

    expect(found).toEqual([partly])
  })

  it('fails one that hides who was refused', async () => {
    const found = await news(async (pieces, call, signal) =>
      (await oneByOne(pieces, call, signal)).map(each =>
        each instanceof Error && each.message === 'refused' ? 'applied' : each,
      ),
    )

    expect(found).toEqual([
      'fails the one message that is refused, and sends its neighbours',
      'fails every message when all are refused',
      'keeps secrets and what the message says out of its errors',
    ])
  })

  it('fails one that takes no notice of its caller', async () => {
    const found = await news(async (pieces, call) => oneByOne(pieces, call, undefined))

    expect(found).toEqual([aborted])
  })

  it('fails one that sends only as much as one call takes', async () => {
    const found = await news(async (pieces, call, signal) => [
      ...(await oneByOne(pieces.slice(0, 1), call, signal)),
      ...pieces.slice(1).flatMap(piece => piece.map(() => 'applied' as const)),
    ])

    expect(found).toContain('sends more than one call of a service takes')
  })

  it.each<[string, (message: Notification) => Notification]>([
    ['a subject', message => ({ ...message, subject: 'news' })],
    ['a body', ({ body, ...message }) => ({ ...message, body: { ...body, amount: 1 } })],
    ['an id', message => ({ ...message, id: `${message.id}!` })],
  ])('fails one that changes %s', async (_, changed) => {
    const found = await news(async (pieces, call, signal) =>
      oneByOne(
        pieces.map(piece => piece.map(changed)),
        call,
        signal,
      ),
    )

    expect(found).toContain('sends each message once, whole, and answers for each')
  })

  it.each([secret, '12345678901234567890'])('fails one whose errors hold %s', async told => {
    const found = await news(async (pieces, call, signal) =>
      (await oneByOne(pieces, call, signal)).map(each =>
        each instanceof Error ? new Error('it failed', { cause: new Error(`for ${told}`) }) : each,
      ),
    )

    expect(found).toEqual(['keeps secrets and what the message says out of its errors'])
  })

  it('asks for a fault that is not there, unless it is said why', async () => {
    const make = (): NotificationSinkUnderTest => ({ ...overService(oneByOne), faults: {} })

    const asked = await failing(notificationSinkContract(make))
    const reasoned = await failing(notificationSinkContract(make, withoutService))

    expect(asked).toHaveLength(5)
    expect(reasoned).toEqual([])
  })
})

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
            return operations.length > 1_000 ? [...results.slice(1), ...results.slice(0, 1)] : results
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
