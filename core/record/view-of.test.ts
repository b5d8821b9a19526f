import { describe, expect, it } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { offloaded, packed } from '../../test/support/packed-records.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { seenAs, viewTypes } from '../../test/support/view-types.ts'
import { fetchBlobs } from './fetch-blobs.ts'
import type { Kind, StreamRecord } from './stream-record.ts'
import { lookAt, recordPlace, viewOf } from './view-of.ts'

const text = { S: 'a long text, '.repeat(200) }
const never = async (): Promise<void> => new Promise(() => undefined)
const changed = (changes: object): StreamRecord => {
  const record = recordOf({ seq: 7 })
  return { ...record, dynamodb: { ...record.dynamodb, ...changes } }
}

describe('the images of a record', () => {
  it.each([
    ['new', 'after', 'newImage', 'arrivedNew'],
    ['old', 'before', 'oldImage', 'arrivedOld'],
  ] as const)(
    'are, the %s one too, as they were before packing, and once',
    async (_, plain, image, arrived) => {
      const store = memoryBlobStore()
      const { value } = await offloaded(text, store)
      const notes = { near: packed(text), far: value }
      const record = recordOf({ seq: 1, before: notes, after: notes })
      const view = viewOf(record, undefined, await fetchBlobs([record], store, never))

      expect(view[plain]).toEqual({ PK: 'a', type: 'THING', near: text.S, far: text.S })
      expect(view[plain]).toBe(view[plain])
      expect({ ...view[image] }).toEqual({ PK: { S: 'a' }, type: { S: 'THING' }, near: text, far: text })
      expect(view[image]).toBe(view[image])
      expect(view[arrived]).toMatchObject(notes)
    },
  )

  it('are none where the record has none', () => {
    for (const none of [undefined, null, {}]) {
      const view = viewOf(changed({ NewImage: none, OldImage: none }))

      expect([view.newImage, view.oldImage, view.after, view.before]).toEqual(
        Array.from({ length: 4 }, () => undefined),
      )
    }
  })
})

describe('the view type of a stream', () => {
  it.each(viewTypes)('%s is what the record says', type => {
    expect(viewOf(changed({ StreamViewType: type })).streamViewType).toBe(type)
  })

  it.each<[Kind, 'both' | 'new' | 'old' | 'none', string]>([
    ['MODIFY', 'both', 'NEW_AND_OLD_IMAGES'],
    ['MODIFY', 'new', 'NEW_IMAGE'],
    ['MODIFY', 'old', 'OLD_IMAGE'],
    ['MODIFY', 'none', 'KEYS_ONLY'],
    // What has one image only may be of a stream with both.
    ['INSERT', 'new', 'NEW_AND_OLD_IMAGES'],
    ['INSERT', 'none', 'KEYS_ONLY'],
    ['REMOVE', 'old', 'NEW_AND_OLD_IMAGES'],
    ['REMOVE', 'none', 'KEYS_ONLY'],
  ])('is read out of a %s with the images %s where no record says it: %s', (kind, images, type) => {
    const of = { both: 'NEW_AND_OLD_IMAGES', new: 'NEW_IMAGE', old: 'OLD_IMAGE', none: 'KEYS_ONLY' } as const
    const record = seenAs(recordOf({ seq: 1, kind }), of[images])
    for (const none of [undefined, '', 'ALL', null])
      expect(
        viewOf({ ...record, dynamodb: { ...record.dynamodb, StreamViewType: none as never } }).streamViewType,
      ).toBe(type)
  })
})

describe('what a record says of itself', () => {
  it('is when its item was written, and 0 where that cannot be read', () => {
    expect(viewOf(changed({ ApproximateCreationDateTime: 1_767_225_601 })).createdAtMs).toBe(
      1_767_225_601_000,
    )
    for (const odd of [undefined, null, 'soon', -1])
      expect(viewOf(changed({ ApproximateCreationDateTime: odd })).createdAtMs).toBe(0)
  })

  it('is who wrote, by the rules that it is read with', () => {
    const rules = { regionAttribute: 'region', selfMarker: { attribute: 'writer', value: 'us' } }
    const record = { ...recordOf({ seq: 1, after: { writer: 'us', region: 'elsewhere' } }) }

    expect([viewOf(record).origin, viewOf(record).isReplicated]).toEqual(['user', false])
    expect([viewOf(record, rules).origin, viewOf(record, rules).isReplicated]).toEqual(['self', true])
  })

  it('is its key as a plain item', () => {
    const keys = { PK: { S: 'a' }, SK: { N: '7' } }

    expect(viewOf(changed({ Keys: keys })).plainKeys).toEqual({ PK: 'a', SK: 7 })
  })

  it('is kept: what schemas made of it is of one record', () => {
    const view = viewOf(recordOf({ seq: 1 }))
    view.validated.set('schema', { after: 1 })

    expect(view.validated.get('schema')).toEqual({ after: 1 })
    expect(viewOf(recordOf({ seq: 1 })).validated.size).toBe(0)
  })
})

describe('a record that can be routed', () => {
  it('has no problem, and is read by the rules that it is looked at with', () => {
    const rules = { selfMarker: { attribute: 'writer', value: 'us' } }
    const record = recordOf({ seq: 1, after: { writer: 'us' } })
    const { view, problem } = lookAt(record, rules)

    expect(problem).toBeUndefined()
    expect(view).toMatchObject({ record, kind: 'MODIFY', key: 'a', streamArn, origin: 'self' })
  })
})

describe('a record that cannot be routed', () => {
  it.each<[string, object, object]>([
    ['by its key', { Keys: { PK: { S: 'b' } }, NewImage: 'x' }, { key: 'b', kind: 'MODIFY' }],
    ['without a key', { Keys: { PK: 'b' } }, { key: '', kind: 'MODIFY' }],
    ['without an item', { Keys: null }, { key: '', kind: 'MODIFY' }],
  ])('is named all the same: %s', (_, changes, named) => {
    const record = changed(changes)
    const { view, problem } = lookAt(record)

    expect(problem).toMatchObject({ code: 'record.malformed', detail: { eventId: 'event-7' } })
    expect(view).toMatchObject({ ...named, record, sequenceNumber: '7'.padStart(21, '0') })
  })

  it.each<[unknown, string]>([
    ['DROP', '"DROP"'],
    [undefined, 'missing'],
    ['x'.repeat(50), `"${'x'.repeat(40)}"`],
  ])('shows its eventName %j as %s', (eventName, kind) => {
    expect(lookAt({ ...recordOf({ seq: 7 }), eventName: eventName as Kind }).view.kind).toBe(kind)
  })

  it.each<[unknown, string]>([
    [undefined, '(no eventID)'],
    [7, '(no eventID)'],
    ['e'.repeat(81), 'e'.repeat(80)],
  ])('is told by its eventID %j as %s', (eventID, told) => {
    const { problem } = lookAt({ ...changed({ Keys: null }), eventID: eventID as string })

    expect(problem).toMatchObject({ detail: { eventId: told } })
  })
})

describe('the place of a record', () => {
  it.each<[unknown, string, string]>([
    [recordOf({ seq: 7, key: 'b' }), '7'.padStart(21, '0'), 'b'],
    [changed({ SequenceNumber: 'x' }), '', 'a'],
    [changed({ Keys: {} }), '7'.padStart(21, '0'), ''],
    [{ dynamodb: null }, '', ''],
    [null, '', ''],
    ['text', '', ''],
  ])('of %o is what it has of it', (record, sequenceNumber, key) => {
    expect(recordPlace(record)).toEqual({ sequenceNumber, key })
  })
})
