import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import type { StandardSchema } from '../entity/standard-schema.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { everything, when } from '../filter/words.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { Coalesce, Processor } from '../processor/processor.ts'
import type { DispatchOptions } from './options.ts'
import type { DispatchReport } from './report.ts'

const records = [
  recordOf({ seq: 1, key: 'a' }),
  recordOf({ seq: 2, key: 'b' }),
  recordOf({ seq: 3, key: 'a' }),
  recordOf({ seq: 4, key: 'a' }),
]

/** Notes the sequence numbers of each call, group by group; fails groups that hold the given number, so many times. */
const noting = (
  coalesce: Coalesce,
  failing?: { readonly seq: number; readonly times: number },
): { readonly processor: Processor; readonly calls: (readonly (readonly number[])[])[] } => {
  const calls: (readonly (readonly number[])[])[] = []
  let failures = 0
  const processor = batchProcessor({
    name: 'noting',
    filter: everything(),
    coalesce,
    sink: coalesce === 'last-image' ? 'state' : 'events',
    handle: async groups => {
      const numbers = groups.map(({ changes }) => changes.map(({ sequenceNumber }) => Number(sequenceNumber)))
      calls.push(numbers)
      return Promise.resolve(
        numbers.map(group => {
          if (failing === undefined || !group.includes(failing.seq) || failures >= failing.times)
            return 'applied'
          failures += 1
          return new Error('no')
        }),
      )
    },
  })
  return { processor, calls }
}

describe('a batch processor', () => {
  it('gets a change only in a call after the one before it of its key is finished', async () => {
    const { processor, calls } = noting('none')

    await functionOf([processor]).invoke(records)

    expect(calls).toEqual([[[1], [2]], [[3]], [[4]]])
  })

  it('is not called for a change behind a failed one, so nothing after a failure has an effect', async () => {
    const { processor, calls } = noting('none', { seq: 3, times: 1 })
    const pipeline = functionOf([processor])

    const reported = await pipeline.invoke(records)
    const second = await pipeline.invoke(records.slice(2))

    expect(reported).toEqual([3, 4])
    expect(second).toEqual([])
    expect(calls).toEqual([[[1], [2]], [[3]], [[3]], [[4]]])
  })

  it('is not called when all that it wants is finished, and another still has work to do', async () => {
    const { processor, calls } = noting('none')
    const other = recording('other', (seq, tries) => {
      if (seq === 1 && tries === 1) throw new Error('once')
    })
    const f = functionOf([processor, other.processor])

    const reported = [await f.invoke(records.slice(0, 2)), await f.invoke(records.slice(0, 2))]

    expect(reported).toEqual([[1], []])
    expect(calls).toEqual([[[1], [2]]])
    expect(other.seen).toEqual([1, 2, 1])
  })

  it('does not repeat what the sink reported as applied when parking its neighbour takes too long', async () => {
    const clock = simulatedClock()
    const parking = { ...memoryParkingStore(), put: async () => clock.wait(5_000) }
    const calls: (readonly number[])[] = []
    const bulk = batchProcessor({
      name: 'bulk',
      filter: everything(),
      handle: async groups => {
        const numbers = groups.map(({ last }) => Number(last.sequenceNumber))
        calls.push(numbers)
        const refused = raise(sinkFaults, 'sink.rejected', { sink: 'test', id: '1', reason: 'no' })
        return Promise.resolve(numbers.map(number => (number === 1 ? refused : 'applied')))
      },
    })
    const f = functionOf([bulk], { clock, parking })
    const batch = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]
    const invoke = async (): Promise<readonly number[]> =>
      clock.until(f.invoke(batch, { deadlineAtMs: clock.now() + 1_000 }))

    const reported = [await invoke(), await invoke()]

    expect(reported).toEqual([[1], [1]])
    expect(calls).toEqual([[1, 2], [1]])
  })

  it('is told once of a call that failed for all in it', async () => {
    const { logger, lines } = notedLog()
    const bulk = batchProcessor({
      name: 'bulk',
      filter: everything(),
      handle: async () => Promise.reject(new TypeError('no')),
    })

    expect(await functionOf([bulk], { logger }).invoke(records.slice(0, 2))).toEqual([1, 2])
    expect(lines).toMatchObject([
      {
        level: 'warn',
        message: 'no',
        detail: { code: 'TypeError', processor: 'bulk', records: 2, failedTogether: 2 },
      },
    ])
  })

  it('notes about versions of a group are told of its last change, and of no other', async () => {
    const { logger, lines } = notedLog()
    const reports: DispatchReport[] = []
    const bulk = batchProcessor({
      name: 'bulk',
      filter: everything(),
      coalesce: 'per-key',
      handle: async ([first], { note }) => {
        if (first !== undefined) note?.(first, 'version_tie')
        return Promise.resolve()
      },
    })

    await functionOf([bulk], { logger, observe: report => void reports.push(report) }).invoke(records)

    const outcomes = reports.flatMap(report => report.records.flatMap(record => record.outcomes))
    expect(outcomes.map(({ note }) => note)).toEqual([undefined, undefined, undefined, 'version_tie'])
    expect(lines).toMatchObject([{ message: 'version_tie', detail: { processor: 'bulk', records: 1 } }])
  })

  it('is not called when the schema of another item answers after the deadline', async () => {
    const clock = simulatedClock()
    const schema: StandardSchema<object> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: async value => {
          await clock.wait((value as { readonly PK?: unknown }).PK === 'b' ? 1_500 : 10)
          return { value: value as object }
        },
      },
    }
    const calls: unknown[] = []
    const bulk = batchProcessor({
      name: 'bulk',
      filter: when(entity('Thing', { match: { type: 'THING' }, schema })),
      handle: async groups => Promise.resolve(void calls.push(groups)),
    })
    const f = functionOf([bulk], { clock })

    expect(await clock.until(f.invoke(records.slice(0, 2), { deadlineAtMs: clock.now() + 1_000 }))).toEqual([
      1, 2,
    ])
    await clock.pass(2_000)

    expect(calls).toEqual([])
  })

  it('asks no schema of what is behind a change after the deadline', async () => {
    const clock = simulatedClock()
    const asked: string[] = []
    const schema: StandardSchema<object> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: value => {
          asked.push((value as { readonly size: string }).size)
          return { value: value as object }
        },
      },
    }
    const bulk = batchProcessor({
      name: 'bulk',
      filter: when(entity('Thing', { match: { type: 'THING' }, schema })),
      handle: async groups => {
        const refused = raise(sinkFaults, 'sink.rejected', { sink: 'test', id: 'b', reason: 'no' })
        await clock.wait(950)
        return groups.map(({ key }) => (key === 'b' ? refused : 'applied'))
      },
    })
    // To park what is of `b` takes longer than the time that is left.
    const parking = { ...memoryParkingStore(), put: async () => clock.wait(5_000) }
    const f = functionOf([bulk], { clock, parking })
    const batch = ['a', 'b', 'a'].map((key, index) =>
      recordOf({ seq: index + 1, kind: 'INSERT', key, after: { size: `${key}${index + 1}` } }),
    )

    expect(await clock.until(f.invoke(batch, { deadlineAtMs: clock.now() + 1_000 }))).toEqual([2, 3])
    await clock.pass(10_000)

    expect(asked).toEqual(['a1', 'b2'])
  })

  it('blames nobody for a call that never ends, and goes one by one then', async () => {
    const clock = simulatedClock()
    const calls: (readonly number[])[] = []
    const bulk = batchProcessor({
      name: 'bulk',
      filter: everything(),
      handle: async groups => {
        const numbers = groups.map(({ last }) => Number(last.sequenceNumber))
        calls.push(numbers)
        if (numbers.includes(1)) await new Promise(() => undefined)
      },
    })
    const f = functionOf([bulk], { clock, maxAttempts: 1 })
    const batch = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]
    const invoke = async (): Promise<readonly number[]> =>
      clock.until(f.invoke(batch, { deadlineAtMs: clock.now() + 1_000 }))

    const reported = [await invoke(), await invoke(), await invoke()]

    expect(reported).toEqual([[1, 2], [1], []])
    expect(calls).toEqual([[1, 2], [1], [2]])
    expect((await f.parked()).map(({ sequenceNumber }) => Number(sequenceNumber))).toEqual([1])
  })

  it('parks an image that its schema refuses alone where each change counts', async () => {
    const Thing = entity('Thing', { match: { type: 'THING' }, schema: v.object({ size: v.string() }) })
    const seen: number[] = []
    const processor = batchProcessor({
      name: 'each',
      filter: when(Thing),
      coalesce: 'per-key',
      handle: async groups => {
        const changes = groups.flatMap(group => group.changes)
        seen.push(...changes.map(({ sequenceNumber }) => Number(sequenceNumber)))
        return Promise.resolve()
      },
    })
    const pipeline = functionOf([processor])
    const sizes = [{ S: 'large' }, { N: '1' }, { S: 'small' }]

    const reported = await pipeline.invoke(
      sizes.map((size, index) => recordOf({ seq: index + 1, kind: 'INSERT', after: { size } })),
    )

    expect(reported).toEqual([])
    expect(seen).toEqual([1, 3])
    expect((await pipeline.parked()).map(({ sequenceNumber }) => Number(sequenceNumber))).toEqual([2])
  })

  it.each<[string, 'none' | undefined, (readonly number[])[], readonly string[]]>([
    ['is made again one by one where it says that there was no effect', 'none', [[1, 2], [1], [2]], []],
    [
      'is in doubt, and never made again, where it does not',
      undefined,
      [[1, 2]],
      ['delivery.in-doubt', 'delivery.in-doubt'],
    ],
  ])('a strict call that throws %s', async (_, effect, expected, parked) => {
    const faults = defineFaults({
      'mail.away': { disposition: 'retry', ...(effect && { effect }), message: () => 'no', remedy: 'Wait.' },
    })
    const calls: (readonly number[])[] = []
    const mail = batchProcessor({
      name: 'mail',
      filter: everything(),
      strict: true,
      handle: async groups => {
        calls.push(groups.map(({ last }) => Number(last.sequenceNumber)))
        return groups.length > 1 ? Promise.reject(raise(faults, 'mail.away', {})) : Promise.resolve()
      },
    })
    const pipeline = functionOf([mail])

    await pipeline.invoke(records.slice(0, 2))
    await pipeline.invoke(records.slice(0, 2))

    expect(calls).toEqual(expected)
    expect((await pipeline.parked()).map(({ reason }) => reason.code)).toEqual(parked)
  })

  it.each<[string, Partial<DispatchOptions>]>([
    ['at once', {}],
    ['with faults that may be ordered', { faults: () => undefined }],
  ])('parks the one change of a group alone that can never be handled, prepared %s', async (_, options) => {
    const calls: (readonly number[])[] = []
    const rejects = batchProcessor({
      name: 'rejects',
      filter: everything(),
      coalesce: 'per-key',
      handle: async groups =>
        Promise.resolve(
          groups.map(({ changes }) => {
            const numbers = changes.map(({ sequenceNumber }) => Number(sequenceNumber))
            calls.push(numbers)
            return numbers.includes(3)
              ? raise(sinkFaults, 'sink.rejected', { sink: 'test', id: '3', reason: 'no' })
              : 'applied'
          }),
        ),
    })
    const pipeline = functionOf([rejects], options)

    expect(await pipeline.invoke(records)).toEqual([])

    expect(calls).toEqual([[1, 3, 4], [2], [1], [3], [4]])
    expect((await pipeline.parked()).map(({ sequenceNumber }) => Number(sequenceNumber))).toEqual([3])
  })

  it('gives up its claims on a group that can only be handled one by one, and has no effect yet', async () => {
    const faults = defineFaults({
      'mail.impossible': { disposition: 'park', effect: 'none', message: () => 'no', remedy: 'Mend it.' },
    })
    const sent: (readonly number[])[] = []
    const mail = batchProcessor({
      name: 'mail',
      filter: everything(),
      coalesce: 'per-key',
      strict: true,
      handle: async groups =>
        Promise.resolve(
          groups.map(({ changes }) => {
            const numbers = changes.map(({ sequenceNumber }) => Number(sequenceNumber))
            sent.push(numbers)
            return numbers.includes(3) ? raise(faults, 'mail.impossible', {}) : 'applied'
          }),
        ),
    })
    const pipeline = functionOf([mail])

    const reported = await pipeline.invoke(records)

    expect(reported).toEqual([])
    expect(sent).toEqual([[1, 3, 4], [2], [1], [3], [4]])
    expect((await pipeline.parked()).map(({ sequenceNumber }) => Number(sequenceNumber))).toEqual([3])
  })

  it('parks all changes of a key in a last-image group that has an image its schema refuses', async () => {
    const Thing = entity('Thing', { match: { type: 'THING' }, schema: v.object({ size: v.string() }) })
    const seen: (readonly number[])[] = []
    const processor = batchProcessor({
      name: 'state',
      filter: when(Thing),
      sink: 'state',
      coalesce: 'last-image',
      handle: async groups => {
        seen.push(...groups.map(({ changes }) => changes.map(({ sequenceNumber }) => Number(sequenceNumber))))
        return Promise.resolve()
      },
    })
    const pipeline = functionOf([processor])
    const put = (seq: number, size: { S: string } | { N: string }, key = 'a') =>
      recordOf({ seq, key, kind: 'INSERT', after: { size } })

    const reported = await pipeline.invoke([
      put(1, { S: 'large' }),
      put(2, { N: '1' }),
      put(3, { S: 'of b' }, 'b'),
      put(4, { S: 'small' }),
    ])

    // One fate: the last image would do, and is parked with the others. What is redriven writes the item as it is.
    expect(reported).toEqual([])
    expect(seen).toEqual([[3]])
    expect(
      (await pipeline.parked()).map(({ sequenceNumber, reason }) => [Number(sequenceNumber), reason.code]),
    ).toEqual([
      [1, 'record.image-invalid'],
      [2, 'record.image-invalid'],
      [4, 'record.image-invalid'],
    ])
  })

  it.each(['per-key', 'last-image'] as const)(
    'gets all changes of a key in one group with %s',
    async coalesce => {
      const { processor, calls } = noting(coalesce, { seq: 4, times: 1 })

      const reported = await functionOf([processor]).invoke(records)

      expect(calls).toEqual([[[1, 3, 4], [2]]])
      expect(reported).toEqual([1, 3, 4])
    },
  )

  it('counts the tries of a group for each of its members, also for one that is left alone', async () => {
    const bad = batchProcessor({
      name: 'bad',
      filter: everything(),
      coalesce: 'last-image',
      sink: 'state',
      handle: async groups => Promise.resolve(groups.map(() => new Error('no'))),
    })
    const f = functionOf([bad], { maxAttempts: 4 })
    const [first, second] = [recordOf({ seq: 1 }), recordOf({ seq: 2 })]

    const reported = [await f.invoke([first]), await f.invoke([first]), await f.invoke([first, second])]
    const left = await f.invoke([second])

    expect(reported).toEqual([[1], [1], [1, 2]])
    expect(left).toEqual([])
    expect(await f.parked()).toMatchObject([{ attempts: 4 }])
  })
})
