import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import type { SimulatedClock } from '../../engine/simulated-clock.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { offloaded } from '../../test/support/packed-records.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { lookAtBatch } from './look-at-batch.ts'
import type { DispatchOptions } from './options.ts'

/** What is asked of the options: 30 s, 2 of them kept back. */
const optionsOf = (clock: SimulatedClock, options: Partial<DispatchOptions> = {}): DispatchOptions => {
  const time: Partial<DispatchOptions> = { clock, deadlineAtMs: clock.now() + 30_000, reserveMs: 2_000 }
  return { ...time, ...options } as DispatchOptions
}

describe('the records of an event', () => {
  it.each<[string, unknown, string]>([
    ['there are none', undefined, 'undefined'],
    ['they are one record by itself', recordOf({ seq: 1 }), 'object'],
    ['they are a text', '[]', 'string'],
  ])(
    'are refused with what they are where %s, also beside a store of large attributes',
    async (_, records, found) => {
      for (const options of [{}, { blobs: memoryBlobStore() }])
        await expect(
          lookAtBatch(records as never, optionsOf(simulatedClock(), options)),
        ).rejects.toMatchObject({ code: 'delivery.no-records', detail: { found } })
    },
  )

  it('are there once each, oldest first, with how often each came', async () => {
    const places = fc.array(
      fc.record({ seq: fc.integer({ min: 1, max: 4 }), key: fc.constantFrom('a', 'b', 'c') }),
      { maxLength: 10 },
    )
    await fc.assert(
      fc.asyncProperty(places, async all => {
        const records = await lookAtBatch(all.map(recordOf), optionsOf(simulatedClock()))

        const found = records.map(({ view, copies }) => [Number(view.sequenceNumber), view.key, copies])
        const counts = Map.groupBy(all, ({ seq, key }) => `${seq} ${key}`)
        expect(found.toSorted()).toEqual(
          [...counts.values()].map(same => [same[0]?.seq, same[0]?.key, same.length]).toSorted(),
        )
        expect(found.map(([seq]) => seq)).toEqual(found.map(([seq]) => seq).toSorted())
        expect(records.map(({ position }) => position)).toEqual(records.map((_, index) => index))
      }),
    )
  })

  it('of one number and key in two streams are two', async () => {
    const records = await lookAtBatch(
      [recordOf({ seq: 1 }), recordOf({ seq: 1, arn: `${streamArn}1` })],
      optionsOf(simulatedClock()),
    )

    expect(records.map(({ copies, problem }) => [copies, problem])).toEqual([
      [1, undefined],
      [1, undefined],
    ])
  })

  it.each<[string, readonly string[], readonly boolean[]]>([
    ['are sound where none names a stream', ['', ''], [false, false]],
    ['are sound where all name the same, whatever it is', ['a text', 'a text'], [false, false]],
    ['are damaged where they name none, and others a text', ['', 'a text'], [true, false]],
    [
      'are damaged where they name a text, and others a stream',
      [streamArn, 'a text', ''],
      [false, true, true],
    ],
  ])('%s', async (_, arns, expected) => {
    const records = arns.map((arn, index) => recordOf({ seq: index + 1, arn }))

    const seen = await lookAtBatch(records, optionsOf(simulatedClock()))

    expect(seen.map(({ problem }) => problem !== undefined)).toEqual(expected)
  })

  it('are told in which way they name no stream', async () => {
    const arns = [streamArn, 'a text', '']

    const seen = await lookAtBatch(
      arns.map((arn, index) => recordOf({ seq: index + 1, arn })),
      optionsOf(simulatedClock()),
    )

    expect(seen.map(({ problem }) => problem?.message)).toEqual([
      undefined,
      expect.stringContaining('its eventSourceARN names no stream'),
      expect.stringContaining('it has no eventSourceARN'),
    ])
  })

  it('keep what is wrong with them, and get what was found before', async () => {
    const [sound, found, odd, both] = [1, 2, 3, 4].map(seq => recordOf({ seq, key: `k${seq}` })) as [
      StreamRecord,
      StreamRecord,
      StreamRecord,
      StreamRecord,
    ]
    const damaged = [odd, both].map(record => ({ ...record, eventName: 'DROP' as never }))
    const problem = new Error('found before')
    const problems = new Map([found, ...damaged.slice(1)].map(record => [record, problem]))

    const seen = await lookAtBatch([sound, found, ...damaged], optionsOf(simulatedClock(), { problems }))

    expect(seen.map(each => each.problem?.message)).toEqual([
      undefined,
      'found before',
      expect.stringContaining('its eventName is "DROP"'),
      'found before',
    ])
  })

  it.each([
    [30_000, 14_000],
    [2_000, 0],
    [1_000, 0],
  ])('wait for a store of large attributes half of %i ms, without what is kept back', async (ms, tookMs) => {
    const clock = simulatedClock()
    const startMs = clock.now()
    const store = memoryBlobStore()
    const { value } = await offloaded({ S: 'a'.repeat(2_000) }, store)
    const blobs = { ...store, get: async () => new Promise<never>(() => undefined) }

    await clock.until(
      lookAtBatch(
        [recordOf({ seq: 1, after: { large: value } })],
        optionsOf(clock, { blobs, deadlineAtMs: startMs + ms }),
      ),
    )

    expect(clock.now() - startMs).toBe(tookMs)
  })
})
