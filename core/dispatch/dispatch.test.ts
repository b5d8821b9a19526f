import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { recordOf } from '../../test/support/records.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { entity } from '../entity/define-entity.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { everything, when } from '../filter/words.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { StandardSchema } from '../entity/standard-schema.ts'
import type { StreamRecord } from '../record/stream-record.ts'

const failAt =
  (...failing: readonly number[]) =>
  (seq: number): void => {
    if (failing.includes(seq)) throw new Error(`no luck with ${seq}`)
  }

describe('dispatch', () => {
  it('reports nothing when all went well', async () => {
    const all = recording('all')

    const failures = await functionOf([all.processor]).invoke([recordOf({ seq: 1 }), recordOf({ seq: 2 })])

    expect(failures).toEqual([])
    expect(all.seen).toEqual([1, 2])
  })

  it('stops a key at its first failure (P1)', async () => {
    const all = recording('all', failAt(200))
    const records = [100, 200, 300, 400].map(seq => recordOf({ seq }))

    const failures = await functionOf([all.processor]).invoke(records)

    expect(all.seen).toEqual([100, 200])
    expect(failures).toEqual([200, 300, 400])
  })

  it('lets other keys go on, and does not repeat them (P3)', async () => {
    const all = recording('all', (seq, tries) => {
      if (seq === 101 && tries === 1) throw new Error('once')
    })
    const records = [
      recordOf({ seq: 100, key: 'a' }),
      recordOf({ seq: 101, key: 'a' }),
      recordOf({ seq: 102, key: 'b' }),
      recordOf({ seq: 103, key: 'a' }),
      recordOf({ seq: 104, key: 'c' }),
    ]
    const f = functionOf([all.processor])

    const first = await f.invoke(records)
    const second = await f.invoke(records.slice(1))

    expect(first).toEqual([101, 103])
    expect(second).toEqual([])
    expect(all.seen.toSorted()).toEqual([100, 101, 101, 102, 103, 104])
  })

  it('reports the whole call when a batch handler throws (P4)', async () => {
    const bulk = batchProcessor({
      name: 'bulk',
      filter: everything(),
      handle: async () => Promise.reject(new Error('no')),
    })

    const failures = await functionOf([bulk]).invoke([
      recordOf({ seq: 1, key: 'a' }),
      recordOf({ seq: 2, key: 'b' }),
    ])

    expect(failures).toEqual([1, 2])
  })

  it('parks a change after five attempts and lets its key go on', async () => {
    const all = recording('all', failAt(1))
    const f = functionOf([all.processor])
    const records = [recordOf({ seq: 1 }), recordOf({ seq: 2 })]

    const responses = []
    for (let tries = 1; tries <= 5; tries += 1) responses.push(await f.invoke(records))

    expect(responses).toEqual([[1, 2], [1, 2], [1, 2], [1, 2], []])
    expect(all.seen).toEqual([1, 1, 1, 1, 1, 2])
    expect(await f.parked()).toMatchObject([
      {
        processor: 'all',
        attempts: 5,
        sequenceNumber: recordOf({ seq: 1 }).dynamodb?.SequenceNumber,
        record: records[0],
      },
    ])
  })

  it('parks at once what no retry can help (P10)', async () => {
    const all = recording('all', () => {
      throw raise(sinkFaults, 'sink.rejected', { sink: 'index', id: '1', reason: 'mapping' })
    })
    const f = functionOf([all.processor])

    const failures = await f.invoke([recordOf({ seq: 1 })])

    expect(failures).toEqual([])
    expect(await f.parked()).toMatchObject([{ attempts: 1, reason: { code: 'sink.rejected' } }])
  })

  it('parks an image that fails its schema, with its payload', async () => {
    const schema: StandardSchema<{ readonly name: string }> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: value =>
          typeof (value as { name?: unknown }).name === 'string'
            ? { value: value as { readonly name: string } }
            : { issues: [{ message: 'expected text', path: ['name'] }] },
      },
    }
    const Thing = entity('Thing', { match: { type: 'THING' }, schema })
    const seen: string[] = []
    const names = processor({
      name: 'names',
      filter: when(Thing).on('INSERT'),
      handle: async change => void seen.push(change.after.name),
    })
    const f = functionOf([names])
    const bad = recordOf({ seq: 1, key: 'a', kind: 'INSERT', after: { name: { N: '1' } } })
    const good = recordOf({ seq: 2, key: 'a', kind: 'INSERT', after: { name: 'x' } })

    const failures = await f.invoke([bad, good])

    expect(failures).toEqual([])
    expect(seen).toEqual(['x'])
    expect(await f.parked()).toMatchObject([
      {
        reason: {
          code: 'record.image-invalid',
          message: expect.stringContaining('name: is not as the schema wants it') as string,
        },
        record: bad,
      },
    ])
  })

  it('parks an attribute of unknown type when it is read', async () => {
    const reads = processor({
      name: 'reads',
      filter: everything(),
      handle: async change => {
        JSON.stringify(
          change.record.eventName === 'REMOVE' ? {} : { ...('after' in change ? change.after : {}) },
        )
        return Promise.resolve()
      },
    })
    const f = functionOf([reads])

    const failures = await f.invoke([recordOf({ seq: 1, after: { odd: { X: '1' } as never } })])

    expect(failures).toEqual([])
    expect(await f.parked()).toMatchObject([{ reason: { code: 'record.attribute-unknown' } }])
  })

  it.each<[string, unknown]>([
    ['no dynamodb', { eventName: 'INSERT' }],
    ['no SequenceNumber (P18)', { ...recordOf({ seq: 2 }), dynamodb: { Keys: { PK: { S: 'x' } } } }],
    [
      'a SequenceNumber that is no number',
      { ...recordOf({ seq: 2 }), dynamodb: { Keys: { PK: { S: 'x' } }, SequenceNumber: 'x' } },
    ],
  ])('fails the batch as a whole for a record with %s, and logs why', async (_, odd) => {
    const all = recording('all')
    const logged: unknown[] = []
    const logger = {
      info: () => undefined,
      warn: () => undefined,
      error: (...line: unknown[]) => void logged.push(line),
    }

    const result = functionOf([all.processor], { logger }).invoke([recordOf({ seq: 1 }), odd as StreamRecord])

    await expect(result).rejects.toMatchObject({ code: 'record.unnamed' })
    expect(all.seen).toEqual([])
    expect(logged).toHaveLength(1)
  })

  it('asks no ledger where nobody wants anything', async () => {
    const ledger = { ...memoryLedgerStore(), query: async () => Promise.reject(new Error('asked')) }
    const { processor: all } = recording('all')
    const inserts = { ...all, filter: everything().on('INSERT') }

    expect(await functionOf([inserts], { ledger }).invoke([recordOf({ seq: 1 })])).toEqual([])
    expect(await functionOf([all], { ledger }).invoke([recordOf({ seq: 1 })])).toEqual([1])
  })

  it('refuses an event without records', async () => {
    const result = functionOf([]).invoke(undefined as never)

    await expect(result).rejects.toMatchObject({ code: 'delivery.no-records' })
  })

  it('runs a record that stands twice in an event once', async () => {
    const all = recording('all')

    const failures = await functionOf([all.processor]).invoke([recordOf({ seq: 1 }), recordOf({ seq: 1 })])

    expect(failures).toEqual([])
    expect(all.seen).toEqual([1])
  })

  it('brings a shuffled event back into order', async () => {
    const all = recording('all')

    await functionOf([all.processor]).invoke([3, 1, 2].map(seq => recordOf({ seq })))

    expect(all.seen).toEqual([1, 2, 3])
  })

  it('keeps no state between invocations (P11)', async () => {
    const all = recording('all', failAt(1))
    const one = functionOf([all.processor])
    const other = functionOf([all.processor])

    await one.invoke([recordOf({ seq: 1 })])
    await other.invoke([recordOf({ seq: 1 })])

    expect(await one.parked()).toEqual([])
    expect(all.seen).toEqual([1, 1])
  })

  it('reports the record when it cannot be parked', async () => {
    const parking = { ...memoryParkingStore(), put: async () => Promise.reject(new Error('bucket gone')) }
    const all = recording('all', () => {
      throw raise(sinkFaults, 'sink.rejected', { sink: 'index', id: '1', reason: 'mapping' })
    })

    expect(await functionOf([all.processor], { parking }).invoke([recordOf({ seq: 1 })])).toEqual([1])
  })

  it('fails the batch when a handler says that nothing can be said about it', async () => {
    const all = recording('all', () => {
      throw raise(recordFaults, 'record.unnamed', { eventId: '1', problem: 'odd' })
    })

    await expect(functionOf([all.processor]).invoke([recordOf({ seq: 1 })])).rejects.toMatchObject({
      code: 'record.unnamed',
    })
  })

  it.each<[boolean | undefined, object]>([
    [undefined, { detail: { processor: 'p', id: '1' } }],
    [true, { detail: { processor: 'p', id: '1' } }],
    [false, {}],
  ])('tells what it failed with, its detail only where keys may be told (%s)', async (logKeys, detail) => {
    const { logger, lines } = notedLog()
    const faults = defineFaults({
      'test.stopped': { disposition: 'stop', message: () => 'nothing goes on', remedy: 'None.' },
    })
    const stops = recording('stops', () => {
      throw raise(faults, 'test.stopped', { processor: 'p', id: '1' })
    })
    const f = functionOf([stops.processor], { logger, ...(logKeys !== undefined && { logKeys }) })

    await expect(f.invoke([recordOf({ seq: 1 })])).rejects.toMatchObject({ code: 'test.stopped' })

    expect(lines.map(({ level, detail: { code, ...more } }) => [level, code, 'detail' in more])).toEqual([
      ['error', 'test.stopped', 'detail' in detail],
    ])
    expect(lines).toMatchObject([{ detail }])
  })

  it('tells no key of its records where keys may not be told, though the error quotes one', async () => {
    const { logger, lines } = notedLog()
    const faults = defineFaults({
      'test.stopped': { disposition: 'stop', message: () => 'halt at key-7', remedy: 'None.' },
    })
    const stops = recording('stops', () => {
      throw raise(faults, 'test.stopped', {})
    })
    const f = functionOf([stops.processor], { logger, logKeys: false })

    await expect(f.invoke([recordOf({ seq: 1, key: 'key-7' })])).rejects.toThrow('halt')

    expect(lines.map(({ message }) => message)).toEqual(['halt at …'])
    expect(JSON.stringify(lines)).not.toContain('key-7')
  })

  it.each([
    [999, 0],
    [1_000, 1],
  ])(
    'counts a record that is alone once it is as old as an invocation may last: %i ms',
    async (age, count) => {
      const clock = simulatedClock(1_767_225_600_000 + age)
      const written: unknown[] = []
      const ledger = {
        ...memoryLedgerStore(),
        add: async (entry: unknown) => Promise.resolve(void written.push(entry)),
      }
      const f = functionOf([recording('all', failAt(1)).processor], {
        clock,
        ledger,
        blameAfterMs: 1_000_000,
      })

      await clock.until(f.invoke([recordOf({ seq: 1 })], { deadlineAtMs: clock.now() + 1_000 }))

      // Once before its try, beside what is written after it.
      expect(written).toHaveLength(count + 1)
    },
  )

  it('tells an error that nobody declared, and the batch fails with it', async () => {
    const { logger, lines } = notedLog()
    const watch = (): never => {
      throw new TypeError('no watch')
    }
    const f = functionOf([recording('all').processor], { watch, logger })

    await expect(f.invoke([recordOf({ seq: 1 })])).rejects.toThrow('no watch')

    expect(lines).toMatchObject([{ level: 'error', message: 'no watch', detail: { code: 'TypeError' } }])
    expect(lines[0]?.detail).not.toHaveProperty('detail')
  })

  it('tells why nothing is tried where the ledger cannot be read', async () => {
    const { logger, lines } = notedLog()
    const all = recording('all')
    const ledger = { ...memoryLedgerStore(), query: async () => Promise.reject(new Error('throttled')) }

    expect(await functionOf([all.processor], { logger, ledger }).invoke([recordOf({ seq: 1 })])).toEqual([1])

    expect(all.seen).toEqual([])
    expect(lines).toMatchObject([{ level: 'error', detail: { code: 'delivery.ledger-unreadable' } }])
  })

  it('tells that the ledger cannot be written, and what follows from that', async () => {
    const { logger, lines } = notedLog()
    const ledger = { ...memoryLedgerStore(), add: async () => Promise.reject(new Error('throttled')) }
    const fails = recording('fails', failAt(1))

    const batch = [1, 2].map(seq => recordOf({ seq, key: `k${seq}` }))

    expect(await functionOf([fails.processor], { logger, ledger }).invoke(batch)).toEqual([])

    expect(lines).toMatchObject([
      { level: 'warn', message: 'no luck with 1' },
      { level: 'error', detail: { code: 'delivery.ledger-unwritable', parkedByAge: 1 } },
    ])
  })

  it('tells what handlers noticed about versions, once for the batch', async () => {
    const { logger, lines } = notedLog()
    const bulk = batchProcessor({
      name: 'bulk',
      filter: everything(),
      handle: async (groups, { note }) => {
        for (const group of groups) note?.(group, 'version_missing')
        return Promise.resolve()
      },
    })

    await functionOf([bulk], { logger }).invoke([1, 2].map(seq => recordOf({ seq, key: `k${seq}` })))

    expect(lines).toMatchObject([{ level: 'warn', message: 'version_missing', detail: { records: 2 } }])
  })

  it('starts nothing more once a handler has said so', async () => {
    const all = recording('all', () => {
      throw raise(recordFaults, 'record.unnamed', { eventId: '1', problem: 'odd' })
    })
    const records = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]

    const response = functionOf([all.processor], { concurrency: 1 }).invoke(records)

    await expect(response).rejects.toMatchObject({ code: 'record.unnamed' })
    expect(all.seen).toEqual([1])
  })

  it('takes a predicate that throws for a failure of its processor only', async () => {
    const all = recording('all')
    const picky = processor({
      name: 'picky',
      filter: everything().matching(() => {
        throw new Error('undefined is not a function')
      }),
      handle: async () => Promise.resolve(),
    })

    const failures = await functionOf([picky, all.processor]).invoke([recordOf({ seq: 1 })])

    expect(failures).toEqual([1])
    expect(all.seen).toEqual([1])
  })
})
