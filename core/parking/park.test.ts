import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fileParkingStore } from '../../adapters/file/file-parking-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { ParkedObject } from './park.ts'
import { park, parkingKey } from './park.ts'
import type { ParkingStore } from './parking-store.ts'

const refuses = processor({
  name: 'refuses',
  filter: everything(),
  handle: async () =>
    Promise.reject(raise(sinkFaults, 'sink.rejected', { sink: 'index', id: '1', reason: 'no' })),
})

const bodiesIn = async (store: ParkingStore): Promise<readonly string[]> => {
  const bodies: string[] = []
  for await (const { body } of store.list()) bodies.push(body)
  return bodies
}

const at = (time: unknown): StreamRecord => {
  const record = recordOf({ seq: 1 })
  return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: time as number } }
}

describe('parking', () => {
  it.each<[string, unknown, string | undefined]>([
    ['in seconds', 1_767_225_600, '2026-01-01T00:00:00.000Z'],
    ['in milliseconds', 1_767_225_600_000, '2026-01-01T00:00:00.000Z'],
    ['in microseconds', 1_767_225_600_000_000, '2026-01-01T00:00:00.000Z'],
    ['as text', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['as a time', new Date('2026-01-01T00:00:00Z'), '2026-01-01T00:00:00.000Z'],
    ['that is no time', 'yesterday', undefined],
    ['that is missing', undefined, undefined],
    ['that is endless', 1e300, undefined],
  ])('takes a record with a creation time %s', async (_, time, firstSeenAt) => {
    const f = functionOf([refuses])

    expect(await f.invoke([at(time)])).toEqual([])
    expect((await f.parked())[0]?.firstSeenAt).toBe(firstSeenAt)
  })

  it('takes whatever a record holds, once, and leaves it as JSON can hold it', async () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    })
    await fc.assert(
      fc.asyncProperty(anything, fc.constantFrom('more', 'userIdentity'), async (value, field) => {
        const f = functionOf([refuses])
        const odd = { ...recordOf({ seq: 1 }), [field]: value }

        expect(await f.invoke([odd])).toEqual([])
        expect(await f.invoke([odd])).toEqual([])
        expect(await f.parked()).toMatchObject([{ processor: 'refuses', record: recordOf({ seq: 1 }) }])
      }),
    )
  })

  it('takes a record that holds itself', async () => {
    const f = functionOf([refuses])
    const odd: Record<string, unknown> = { ...recordOf({ seq: 1 }) }
    odd['self'] = odd

    expect(await f.invoke([odd])).toEqual([])
    expect(await f.parked()).toHaveLength(1)
  })

  it('says what led to the failure, and where it was made', async () => {
    const cause = Object.assign(new Error('read EISDIR'), { code: 'EISDIR' })
    const fails = processor({
      name: 'fails',
      filter: everything(),
      handle: async () => Promise.reject(new TypeError('no template', { cause })),
    })
    const f = functionOf([fails], { maxAttempts: 1 })

    await f.invoke([recordOf({ seq: 1 })])

    expect(await f.parked()).toMatchObject([
      {
        reason: {
          code: 'TypeError',
          message: 'no template',
          causes: [{ code: 'EISDIR', message: 'read EISDIR' }],
          stack: expect.stringContaining('park.test.ts') as string,
        },
      },
    ])
  })

  const parked = (changes: Partial<ParkedObject>): ParkedObject => ({
    schemaVersion: 1,
    processor: 'p',
    functionName: 'f',
    stage: 's',
    streamArn: 'arn',
    key: 'k',
    sequenceNumber: '1',
    reason: { code: 'c', message: 'm', remedy: 'r' },
    attempts: 1,
    record: {},
    ...changes,
  })

  it('is the same name as ever for a change of a stream, an item and a processor', () => {
    const parked = {
      ...{ stage: 'live', functionName: 'shop', processor: 'mail', streamArn },
      ...{ key: 'a', sequenceNumber: seqOf(7) },
    } as ParkedObject

    // SHA-256 of the stream's ARN, a NUL and the key: what an earlier version parked lies there.
    expect(parkingKey(parked)).toBe(`parked/live/shop/mail/${'7'.padStart(40, '0')}-fb1c18a83dca4007.json`)
  })

  it('is a name for every file system, and one for each key, also where keys differ in a lone surrogate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'park-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    for (const store of [memoryParkingStore(), fileParkingStore(folder)]) {
      for (const key of ['\ud800', '\ud801', 'k', '\ufffd']) {
        await park(store, parked({ key }))
        await park(store, parked({ key }))
      }
      await park(store, parked({ functionName: '\ud800', stage: '..' }))

      expect(await bodiesIn(store)).toHaveLength(5)
    }
  })
})
