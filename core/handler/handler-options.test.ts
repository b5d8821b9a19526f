import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, it, vi } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { memoryItemSource } from '../../adapters/memory/memory-item-source.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { offloaded } from '../../test/support/packed-records.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import { silentLogger } from '../logger.ts'
import type { ParkedObject } from '../parking/park.ts'
import type { Context } from '../processor/processor.ts'
import { processor } from '../processor/define-processor.ts'
import { registry } from '../registry/define-registry.ts'
import { reportChannel } from './batch-handler.ts'
import type { StreamHandlerOptions } from './stream-handler-options.ts'
import { streamHandler } from './stream-handler.ts'

const dayMs = 86_400_000

/** A handler of one processor in simulated time; `remainingMs` is what Lambda leaves it. */
const world = (
  handle: (change: { readonly key: string; readonly origin: string }, context: Context) => Promise<void>,
  more: Partial<StreamHandlerOptions> = {},
  remainingMs = 30_000,
) => {
  const clock = simulatedClock()
  const parking = memoryParkingStore()
  const inner = memoryLedgerStore()
  const expiries: number[] = []
  const ledger: LedgerStore = {
    ...inner,
    add: async (entry, signal) => {
      expiries.push(entry.expiresAtMs - clock.now())
      return inner.add(entry, signal)
    },
  }
  const own = processor({ name: 'own', filter: everything(), handle })
  const handler = streamHandler(registry([own]), { ledger, parking, logger: silentLogger, clock, ...more })
  const context = { functionName: 'of-context', getRemainingTimeInMillis: () => remainingMs }
  const invoke = async (...keys: readonly string[]): Promise<number> => {
    const Records = keys.map((key, index) => recordOf({ seq: index + 1, key }))
    const { batchItemFailures } = await clock.until(handler({ Records }, context))
    return batchItemFailures.length
  }
  const parked = async (): Promise<readonly ParkedObject[]> => {
    const objects: ParkedObject[] = []
    for await (const { body } of parking.list()) objects.push(JSON.parse(body) as ParkedObject)
    return objects
  }
  return { clock, invoke, parked, expiries }
}

const done = async (): Promise<void> => Promise.resolve()
const fails = async (): Promise<never> => Promise.reject(new Error('no'))
const never = async (): Promise<never> => new Promise(() => undefined)

describe('a number among the options', () => {
  it.each([
    ['maxAttempts', 1],
    ['blameAfterMs', 0],
    ['parkAfterAgeMs', 0],
    ['concurrency', 1],
    ['reserveMs', 0],
    ['ledgerLifeDays', 1],
  ] as const)('%s is whole and at least %i', (option, least) => {
    const make = (value: unknown) => () => world(done, { [option]: value })

    expect(make(least)).not.toThrow()
    expect(make(undefined)).not.toThrow()
    for (const value of [least - 1, least + 0.5, Number.NaN, Infinity, String(least), null])
      expect(make(value), String(value)).toThrow(
        expect.objectContaining({
          code: 'delivery.option-invalid',
          detail: { option, problem: `must be a whole number from ${least}, not ${String(value)}` },
        }) as Error,
      )
  })

  it.each([
    [{ logKey: true }, 'logKey', 'is not known'],
    [{ logKeys: 'false' }, 'logKeys', 'must be true or false'],
    [{ logKeys: null }, 'logKeys', 'must be true or false'],
  ])('%j is refused by its name', (odd, option, problem) => {
    expect(() => world(done, odd as Partial<StreamHandlerOptions>)).toThrow(
      expect.objectContaining({ detail: { option, problem } }),
    )
  })
})

describe('without options', () => {
  it('a change is parked after five attempts that count', async () => {
    const { invoke, parked } = world(fails, { blameAfterMs: 0 })

    for (let tries = 1; tries < 5; tries += 1) expect(await invoke('a')).toBe(1)

    expect(await invoke('a')).toBe(0)
    expect(await parked()).toMatchObject([{ attempts: 5, functionName: 'of-context', stage: 'dev' }])
  })

  it('fifty lanes run at once', async () => {
    let running = 0
    const { invoke } = world(async () => {
      running += 1
      return never()
    })

    await invoke(...Array.from({ length: 60 }, (_, index) => `k${index}`))

    expect(running).toBe(50)
  })

  it('what is finished is remembered for fourteen days', async () => {
    const { invoke, expiries } = world(async ({ key }) => (key === 'a' ? done() : fails()))

    await invoke('a', 'b')

    expect(new Set(expiries)).toEqual(new Set([14 * dayMs]))
  })

  it.each([
    [30_000, 29_000],
    [5_000, 4_000],
    [1_000, 800],
    [100, 80],
  ])('of %i ms that are left a handler has %i', async (remainingMs, hasMs) => {
    const { clock, invoke } = world(never, {}, remainingMs)
    const startedAtMs = clock.now()

    expect(await invoke('a')).toBe(1)

    expect(clock.now() - startedAtMs).toBe(hasMs)
  })

  it('keys stand in log lines, and each line is JSON on stderr', async () => {
    const lines: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation(text => {
      lines.push(String(text))
      return true
    })
    try {
      await world(fails, { logger: undefined } as unknown as StreamHandlerOptions).invoke('key-of-a')
    } finally {
      write.mockRestore()
    }

    expect(lines.map(line => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'WARN', message: 'no', key: 'key-of-a', processor: 'own' },
    ])
  })
})

describe('what is given', () => {
  it('reaches the run: attempts, names, lanes, life of facts and reserve', async () => {
    let running = 0
    const busy = world(
      async () => {
        running += 1
        return never()
      },
      { concurrency: 2, reserveMs: 25_000, ledgerLifeDays: 2 },
    )
    const startedAtMs = busy.clock.now()
    await busy.invoke('a', 'b', 'c')

    expect(running).toBe(2)
    expect(busy.clock.now() - startedAtMs).toBe(5_000)

    const bad = world(fails, {
      maxAttempts: 1,
      blameAfterMs: 0,
      functionName: 'named',
      stage: 'live',
      ledgerLifeDays: 2,
    })
    expect(await bad.invoke('a')).toBe(0)
    expect(await bad.parked()).toMatchObject([{ attempts: 1, functionName: 'named', stage: 'live' }])

    const some = world(async ({ key }) => (key === 'a' ? done() : fails()), { ledgerLifeDays: 2 })
    await some.invoke('a', 'b')
    expect(new Set(some.expiries)).toEqual(new Set([2 * dayMs]))
  })

  it('keeps keys out of log lines with logKeys: false', async () => {
    const lines: unknown[] = []
    const log = (...line: unknown[]): void => void lines.push(line)
    const logger = { info: log, warn: log, error: log }

    await world(fails, { logger, logKeys: false }).invoke('key-of-a')

    expect(lines).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toContain('key-of-a')
  })

  it('reaches the handler: the source of items and the rules of origins', async () => {
    const items = memoryItemSource()
    items.put({ PK: { S: 'a' }, mark: { S: 'as it is now' } })
    const seen: unknown[] = []
    const handle = async ({ origin }: { readonly origin: string }, context: Context): Promise<void> => {
      const item = await context.items?.read({ streamArn, keys: { PK: { S: 'a' } } })
      seen.push([origin, item?.['mark']])
    }

    await world(handle, {
      items,
      originRules: { selfMarker: { attribute: 'type', value: 'THING' } },
    }).invoke('a')
    await world(handle).invoke('a')

    expect(seen).toEqual([
      ['self', { S: 'as it is now' }],
      ['user', undefined],
    ])
  })

  it('makes attempts fail that a fault injector names', async () => {
    const tried: string[] = []
    const { invoke } = world(
      async ({ key }) => {
        tried.push(key)
        return done()
      },
      { faults: ({ attempt }) => (attempt === 1 ? 'before' : undefined) },
    )

    expect(await invoke('a')).toBe(1)
    expect(tried).toEqual([])
  })

  it('gets a report of each batch', async () => {
    const reports: unknown[] = []

    await world(done, { observe: report => void reports.push(report) }).invoke('a')

    expect(reports).toMatchObject([
      {
        functionName: 'of-context',
        records: [{ key: 'a', outcomes: [{ processor: 'own', outcome: 'applied' }] }],
      },
    ])
  })

  it('reaches the handler: the store of large attributes, by which it reads them', async () => {
    const blobs = memoryBlobStore()
    const large = { S: 'large '.repeat(400) }
    const { value } = await offloaded(large, blobs)
    const seen: unknown[] = []
    const own = processor({
      name: 'own',
      filter: everything(),
      handle: async change => Promise.resolve(void seen.push('after' in change && change.after['large'])),
    })
    const base = { ledger: memoryLedgerStore(), parking: memoryParkingStore(), logger: silentLogger }
    const Records = [recordOf({ seq: 1, after: { large: value } })]
    const context = { functionName: 'f', getRemainingTimeInMillis: () => 30_000 }

    expect(await streamHandler(registry([own]), { ...base, blobs })({ Records }, context)).toEqual({
      batchItemFailures: [],
    })
    expect(seen).toEqual([large.S])
  })
})

describe('a report of a batch', () => {
  /** How often a record's `eventID` was read, which nothing but a report does. */
  const readsOf = async (more: Partial<StreamHandlerOptions> = {}): Promise<number> => {
    let reads = 0
    const record = {
      ...recordOf({ seq: 1 }),
      get eventID() {
        reads += 1
        return 'event-1'
      },
    }
    const own = processor({ name: 'own', filter: everything(), handle: done })
    const base = { ledger: memoryLedgerStore(), parking: memoryParkingStore(), logger: silentLogger }
    const context = { functionName: 'f', getRemainingTimeInMillis: () => 30_000 }
    await streamHandler(registry([own]), { ...base, ...more })({ Records: [record] }, context)
    return reads
  }

  it('is not made where nobody is told', async () => {
    expect(await readsOf()).toBe(0)
  })

  it('is made once for whoever is named and for those that listen on the channel', async () => {
    const [named, heard]: [unknown[], unknown[]] = [[], []]
    const hear = (report: unknown): void => void heard.push(report)
    subscribe(reportChannel, hear)
    try {
      expect(await readsOf()).toBe(1)
      expect(await readsOf({ observe: report => void named.push(report) })).toBe(1)
      // One that fails keeps nobody else from hearing of it.
      await readsOf({
        observe: () => {
          throw new Error('no')
        },
      })
    } finally {
      unsubscribe(reportChannel, hear)
    }

    expect(named).toHaveLength(1)
    expect(heard).toMatchObject(
      [1, 2, 3].map(() => ({ functionName: 'f', records: [{ eventId: 'event-1' }] })),
    )
    expect(await readsOf()).toBe(0)
  })
})
