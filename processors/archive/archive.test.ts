import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import type { BlobStore } from '../../core/blob/blob-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { anyOf, everything, when } from '../../core/filter/words.ts'
import { changeId } from '../../core/record/change-id.ts'
import { viewOf } from '../../core/record/view-of.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { offloaded, packed } from '../../test/support/packed-records.ts'
import { outcomesOf } from '../../test/support/outcomes.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { archive } from './archive.ts'
import { archiveObjects, bodyOf } from './archive-object.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import type { ArchivePart } from './read-archive.ts'
import { readArchive } from './read-archive.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })
const Other = entity('Odd/Name', { match: { type: 'OTHER' } })
const byTtl = { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }

/** As Lambda delivers a removal by the TTL service. */
const expired = (seq: number, sketch: Partial<Parameters<typeof recordOf>[0]> = {}): StreamRecord => ({
  ...recordOf({ seq, key: `k${seq}`, kind: 'REMOVE', ...sketch }),
  ...byTtl,
})

/** The same record with a creation time as something else than Lambda delivers it. */
const writtenAt = (record: StreamRecord, time: unknown): StreamRecord => ({
  ...record,
  dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: time as number },
})

const keysOf = async (blobs: BlobStore): Promise<readonly string[]> => {
  const keys: string[] = []
  for await (const { key } of blobs.list('')) keys.push(key)
  return keys
}

const entriesOf = async (blobs: BlobStore, part: ArchivePart = {}): Promise<readonly ArchiveEntry[]> => {
  const entries: ArchiveEntry[] = []
  for await (const entry of readArchive(blobs, part)) entries.push(entry)
  return entries
}

const archiving = (blobs: BlobStore) =>
  functionOf([archive({ filter: anyOf(when(Thing).expired(), when(Other).expired()), blobs })])

describe('archive', () => {
  it('keeps an expired item to the last digit, in lines that any tool reads', async () => {
    const blobs = memoryBlobStore()
    const n = { N: '12345678901234567890.123456789012345678' }

    expect(await archiving(blobs).invoke([expired(1, { before: { n } })])).toEqual([])

    const [key = ''] = await keysOf(blobs)
    const lines = gunzipSync((await blobs.get(key))!).toString()
    expect(key).toMatch(/^archive\/date=2026-01-01\/entity=Thing\/0{39}1-[0-9a-f]{16}\.ndjson\.gz$/)
    expect(JSON.parse(lines)).toMatchObject({
      entity: 'Thing',
      key: 'k1',
      origin: 'ttl',
      removedAt: '2026-01-01T00:00:00.000Z',
      item: { PK: { S: 'k1' }, type: { S: 'THING' }, n },
    })
  })

  it('keeps a large attribute whole, because its object may be gone one day', async () => {
    const [blobs, large] = [memoryBlobStore(), memoryBlobStore()]
    const [text, notes] = [{ S: 'a'.repeat(2_000) }, { S: 'b'.repeat(2_000) }]
    const { value } = await offloaded(notes, large)
    const { invoke } = functionOf([archive({ filter: everything().expired(), blobs })], { blobs: large })

    expect(await invoke([expired(1, { before: { text: packed(text), notes: value } })])).toEqual([])

    expect(await entriesOf(blobs)).toMatchObject([{ item: { text, notes } }])
  })

  it('parks an item whose large attribute is gone, and keeps its neighbours', async () => {
    const [blobs, large] = [memoryBlobStore(), memoryBlobStore()]
    const { value, key } = await offloaded({ S: 'a'.repeat(2_000) }, large)
    await large.remove(key)
    const { invoke, parked } = functionOf([archive({ filter: everything().expired(), blobs })], {
      blobs: large,
    })

    expect(await invoke([expired(1), expired(2, { before: { notes: value } }), expired(3)])).toEqual([])

    expect((await parked()).map(({ reason }) => reason.code)).toEqual(['blob.missing'])
    expect((await entriesOf(blobs)).map(entry => entry.key)).toEqual(['k1', 'k3'])
  })

  it('leaves alone what somebody removed, and what was not removed', async () => {
    const blobs = memoryBlobStore()
    const records = [recordOf({ seq: 1, kind: 'REMOVE' }), recordOf({ seq: 2, key: 'b' })]

    expect(await archiving(blobs).invoke(records)).toEqual([])

    expect(await keysOf(blobs)).toEqual([])
  })

  it('writes one object per date and entity, and reads each by itself', async () => {
    const blobs = memoryBlobStore()
    const later = expired(4)
    const nextDay = { ...later, dynamodb: { ...later.dynamodb, ApproximateCreationDateTime: 1_767_312_000 } }

    await archiving(blobs).invoke([
      expired(1),
      expired(2),
      expired(3, { before: { type: 'OTHER' } }),
      nextDay,
    ])

    expect((await keysOf(blobs)).map(key => key.slice(0, key.lastIndexOf('/')))).toEqual([
      'archive/date=2026-01-01/entity=Odd%2FName',
      'archive/date=2026-01-01/entity=Thing',
      'archive/date=2026-01-02/entity=Thing',
    ])
    const keys = async (part: ArchivePart) => (await entriesOf(blobs, part)).map(({ key }) => key)
    expect(await keys({ date: '2026-01-01' })).toEqual(['k3', 'k1', 'k2'])
    expect(await keys({ date: '2026-01-01', entity: 'Odd/Name' })).toEqual(['k3'])
    expect(await keys({ date: '2026-01-02' })).toEqual(['k4'])
  })

  it('gives each removal once, in whatever batches it came and came again', async () => {
    const batches = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), {
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(batches, async all => {
        const blobs = memoryBlobStore()
        // Each batch is a first delivery: no ledger remembers what the one before had done.
        for (const batch of all) await archiving(blobs).invoke(batch.map(seq => expired(seq)))

        const ids = (await entriesOf(blobs)).map(({ key }) => key)

        expect(ids.toSorted()).toEqual([...new Set(all.flat())].map(seq => `k${seq}`).toSorted())
      }),
      { numRuns: 60 },
    )
  })

  it('is one object when the same batch comes twice, in whatever order', async () => {
    const blobs = memoryBlobStore()
    await archiving(blobs).invoke([expired(1), expired(2)])
    await archiving(blobs).invoke([expired(2), expired(1)])

    expect(await keysOf(blobs)).toHaveLength(1)
  })

  it('retries without an attempt when the store cannot be reached, and only what it could not write', async () => {
    const kept = memoryBlobStore()
    const blobs: BlobStore = {
      ...kept,
      put: async (key, body) =>
        key.includes('Odd') ? Promise.reject(new Error('down')) : kept.put(key, body),
    }
    const { invoke, parked } = archiving(blobs)
    const records = [expired(1), expired(2, { before: { type: 'OTHER' } })]

    for (let time = 0; time < 8; time += 1) expect(await invoke(records)).toEqual([2])

    expect(await parked()).toEqual([])
    expect((await entriesOf(kept)).map(({ key }) => key)).toEqual(['k1'])
  })

  it('says what was kept and what was none of its business', async () => {
    const keeping = functionOf([archive({ filter: everything(), blobs: memoryBlobStore() })])

    expect(await outcomesOf(keeping, [expired(1), recordOf({ seq: 2, key: 'b' })])).toEqual([
      'applied',
      'unchanged',
    ])
  })

  it('reads past an object that somebody removes meanwhile', async () => {
    const kept = memoryBlobStore()
    await archiving(kept).invoke([expired(1), expired(2, { before: { type: 'OTHER' } })])
    const blobs: BlobStore = {
      ...kept,
      get: async key => (key.includes('Odd') ? Promise.resolve(undefined) : kept.get(key)),
    }

    expect((await entriesOf(blobs)).map(({ key }) => key)).toEqual(['k1'])
  })

  it('refuses an option that it does not know', () => {
    const options = { filter: when(Thing), blobs: memoryBlobStore(), prefx: 'old/' }

    expect(() => archive(options)).toThrow(expect.objectContaining({ code: 'registry.option-unknown' }))
  })

  it('parks a removal that carries no image', async () => {
    const { Keys, SequenceNumber } = expired(1).dynamodb ?? {}
    const record = {
      ...expired(1),
      dynamodb: { Keys: Keys!, SequenceNumber: SequenceNumber!, StreamViewType: 'KEYS_ONLY' as const },
    }
    const { invoke, parked } = functionOf([
      archive({ filter: everything().expired(), blobs: memoryBlobStore() }),
    ])

    expect(await invoke([record])).toEqual([])

    expect((await parked()).map(({ reason }) => reason.code)).toEqual(['record.image-missing'])
  })

  it('finds the day of a removal in whatever unit its time comes', async () => {
    const times: readonly unknown[] = [
      1_767_312_000,
      1_767_312_000_123,
      1_767_312_000_123_456,
      '1767312000',
      '2026-01-02T00:00:00Z',
      '2026-01-02T01:00:00.123+01:00',
      new Date(1_767_312_000_123),
    ]
    const blobs = memoryBlobStore()
    const { invoke, parked } = archiving(blobs)

    expect(await invoke(times.map((time, index) => writtenAt(expired(index + 1), time)))).toEqual([])

    expect(await parked()).toEqual([])
    const entries = await entriesOf(blobs, { date: '2026-01-02' })
    expect(entries.map(({ removedAt }) => removedAt.slice(0, 19))).toEqual(
      times.map(() => '2026-01-02T00:00:00'),
    )
  })

  it('parks a removal whose time cannot be read, and keeps its neighbours', async () => {
    const blobs = memoryBlobStore()
    const { invoke, parked } = archiving(blobs)
    const times: readonly unknown[] = ['soon', -1, 1e30, null, undefined, {}, '2026-02-30T00:00:00Z']
    const records = [expired(99), ...times.map((time, index) => writtenAt(expired(index + 1), time))]

    expect(await invoke(records)).toEqual([])

    expect((await parked()).map(({ reason }) => reason.code)).toEqual(
      times.map(() => 'record.time-unreadable'),
    )
    expect((await entriesOf(blobs)).map(({ key }) => key)).toEqual(['k99'])
  })

  it('says of each removal what has to be there, and finds that: nothing of what was not removed', async () => {
    const blobs = memoryBlobStore()
    const { check } = archive({ filter: everything(), blobs })
    const records = [
      expired(1),
      recordOf({ seq: 2, key: 'b' }),
      recordOf({ seq: 3, key: 'c', kind: 'INSERT' }),
    ]
    await functionOf([archive({ filter: everything(), blobs })]).invoke(records)
    if (check?.kind !== 'events') throw new TypeError('an archive has events')

    const expected = records.map(record => check.expected(record))
    const actual: string[] = []
    for await (const id of check.actual()) actual.push(id)

    expect(expected).toEqual([[changeId(viewOf(expired(1)))], [], []])
    expect(actual).toEqual(expected.flat())
  })

  it('says which object is damaged', async () => {
    const blobs = memoryBlobStore()
    await archiving(blobs).invoke([expired(1)])
    const [key = ''] = await keysOf(blobs)
    await blobs.put(key, Buffer.from('not gzip'))

    await expect(entriesOf(blobs)).rejects.toMatchObject({ code: 'archive.object-damaged', detail: { key } })
  })

  it('writes the same bytes under the same key for the same entries, in whatever order they came', async () => {
    const blobs = memoryBlobStore()
    await archiving(blobs).invoke([expired(1), expired(2), expired(3)])
    const entries = await entriesOf(blobs)

    const [object, ...others] = archiveObjects('archive/', [...entries.toReversed(), ...entries])

    expect(others).toEqual([])
    expect([object?.key]).toEqual(await keysOf(blobs))
    expect(object && Buffer.from(bodyOf(object))).toEqual(Buffer.from((await blobs.get(object!.key))!))
    expect(archiveObjects('', [])).toEqual([])
  })
})
