import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EngineEvent } from '../../engine/events.ts'
import type { DevEvent } from '../../operations/dev/dev-event.ts'
import { localMapping } from '../../test/support/local-mapping.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { newRecordRing } from './record-ring.ts'
import { toWire } from './to-wire.ts'

const secret = 'value-of-an-item'

const started = (mapping: string): DevEvent => ({
  event: 'Started',
  ...{ endpoint: '', tables: [], runFolder: '', functions: [], sinks: {}, envFile: '' },
  mappings: [{ mapping, functionName: 'watch', streamArn }],
})

/** What an engine tells of records of which some always fail, in batches that are halved. */
const eventsOf = async (count: number, poison: ReadonlySet<number>): Promise<readonly EngineEvent[]> => {
  const run = localMapping({
    settings: {
      ...{ BatchSize: 4, MaximumRetryAttempts: 1, BisectBatchOnFunctionError: true },
      StartingPosition: 'TRIM_HORIZON',
    },
    handler: numbers => {
      if (numbers.some(each => poison.has(each))) throw new Error(`no ${'x'.repeat(5_000)}`)
    },
  })
  run.source.put(
    'shard-1',
    ...Array.from({ length: count }, (_, index) =>
      recordOf({ seq: index + 1, key: `k${index + 1}`, after: { text: secret } }),
    ),
  )
  await run.drain()
  return run.events
}

describe('events as the page gets them', () => {
  it('name each record by the id under which it is remembered, and carry no values', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
        async (count, poison) => {
          const told = await eventsOf(count, new Set(poison))
          const ring = newRecordRing({ records: 100, bytes: 1_000_000 })
          const translate = toWire({ ring, functionOf: () => 'watch', now: () => 7 })
          translate(started(told[0]?.mapping ?? ''))
          const pairs = told.map(event => [event, translate(event)] as const)
          const numbers = (ids: readonly number[]): readonly string[] =>
            ids.map(id => ring.row(id)?.sequenceNumber ?? 'unknown')

          for (const [event, wire] of pairs) {
            // Being let through is what a page takes for granted.
            if (event.event === 'FilterDecided' && event.admitted) expect(wire).toBeUndefined()
            else expect(wire).toMatchObject({ atMs: event.atMs })
            if (event.event === 'RecordSeen')
              expect(wire).toMatchObject({
                record: { sequenceNumber: event.record.dynamodb?.SequenceNumber },
              })
            if (wire?.event === 'InvokeStarted' || wire?.event === 'BatchFormed')
              expect(numbers(wire.records)).toEqual('sequenceNumbers' in event && event.sequenceNumbers)
            if (wire?.event === 'Discarded')
              expect(numbers(wire.records)).toEqual(
                event.event === 'Discarded' && event.records.map(({ dynamodb }) => dynamodb?.SequenceNumber),
              )
            if (wire?.event === 'InvokeEnded' && event.event === 'InvokeEnded') {
              expect(numbers(wire.answered.map(([id]) => id))).toEqual(
                event.answered.map(({ record }) => record.dynamodb?.SequenceNumber),
              )
              expect(wire.answered.map(([, became]) => became)).toEqual(
                event.answered.map(({ became }) => became),
              )
              expect(wire.message?.length ?? 0).toBeLessThanOrEqual(2_100)
            }
          }
          expect(JSON.stringify(pairs.map(([, wire]) => wire))).not.toContain(secret)
          const discarded = pairs.filter(([{ event }]) => event === 'Discarded').length
          expect(discarded).toBe(poison.filter(each => each <= count).length)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('say 0 for a record that had to make room', () => {
    const ring = newRecordRing({ records: 1, bytes: 1_000_000 })
    const translate = toWire({ ring, functionOf: () => 'watch', now: () => 7 })
    translate(started('m'))
    const [first, second] = [recordOf({ seq: 1 }), recordOf({ seq: 2 })]
    for (const record of [first, second])
      translate({ event: 'RecordSeen', mapping: 'm', atMs: 1, shardId: 's', record })

    const wire = translate({
      event: 'BatchFormed',
      closedBy: 'size',
      ...{ mapping: 'm', atMs: 2, shardId: 's', lane: 0, size: 2 },
      ...{
        batchId: 'b',
        sequenceNumbers: [first, second].map(({ dynamodb }) => dynamodb?.SequenceNumber ?? ''),
      },
    })

    expect(wire).toMatchObject({ records: [0, 2] })
  })

  it('leave out what the page does not show, and note what it has no words for', () => {
    const ring = newRecordRing({ records: 1, bytes: 1_000 })
    const translate = toWire({ ring, functionOf: name => name, now: () => 7 })

    expect(translate({ event: 'Writing', done: 1, total: 2, atMs: 1 })).toBeUndefined()
    expect(translate({ event: 'Paused' })).toEqual({ event: 'Paused', atMs: 7 })
    expect(
      translate({ event: 'ClockWarning', mapping: 'm', atMs: 1, message: 'y'.repeat(9_000) }),
    ).toMatchObject({
      event: 'Note',
      name: 'ClockWarning',
      text: expect.stringMatching(/^y{1900,2100}/) as unknown,
    })
  })
})
