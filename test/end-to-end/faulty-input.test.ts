import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recordOf } from '../support/records.ts'
import { objectsIn, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()

const replayed = async (
  content: unknown,
): Promise<{ readonly code: number | null; readonly summary: unknown }> => {
  const file = path('event.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  const { code, out } = await tailrace(['replay', file, '--output', 'ndjson'])
  return { code, summary: objectsIn(out).at(-1) }
}

const product = (seq: number, more: Image = {}): StreamRecord =>
  recordOf({
    seq,
    key: `PRODUCT#${seq}`,
    kind: 'INSERT',
    after: {
      type: 'PRODUCT',
      productId: String(seq),
      title: 'Chai',
      category: 'Beverages',
      price: { N: '18' },
      quantity: { N: '39' },
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      ...more,
    },
  })

const counts = (changes: object): unknown =>
  expect.objectContaining({ event: 'Summary', parked: 0, failed: 0, filtered: 0, unchanged: 0, ...changes })

describe('tailrace replay', () => {
  it.each<[string, unknown, object]>([
    ['a sound record', product(1), { received: 1, applied: 1 }],
    [
      'an item of an unknown entity',
      recordOf({ seq: 1, kind: 'INSERT', after: { type: 'STRANGER' } }),
      { received: 1, applied: 0, filtered: 1 },
    ],
    ['an image that its schema refuses', product(1, { title: { N: '7' } }), { received: 1, parked: 1 }],
    ['an unknown attribute type', product(1, { title: { XX: 'x' } as never }), { received: 1, parked: 1 }],
    [
      'numbers of 38 digits and exponents',
      product(1, { price: { N: '12345678901234567890123456789012345678' }, quantity: { N: '1E+40' } }),
      { received: 1, applied: 1 },
    ],
    ['an empty set', product(1, { tags: { SS: [] } }), { received: 1, applied: 1 }],
    ['an item of 400 KB', product(1, { text: { S: 'x'.repeat(400 * 1024) } }), { received: 1, applied: 1 }],
    [
      'an event of 6 MB',
      {
        Records: Array.from({ length: 15 }, (_, index) =>
          product(index + 1, { text: { S: 'x'.repeat(400_000) } }),
        ),
      },
      { received: 15, applied: 15 },
    ],
    ['the same record twice', { Records: [product(1), product(1)] }, { received: 1, applied: 1 }],
    ['records out of order', { Records: [product(2), product(1)] }, { received: 2, applied: 2 }],
  ])(
    'accounts for %s',
    async (_, content, expected) => {
      const { code, summary } = await replayed(content)

      expect(summary).toEqual(counts({ ...expected }))
      expect(code).toBe(0)
    },
    30_000,
  )

  it('delivers the keys of a KEYS_ONLY stream without inventing images', async () => {
    const { dynamodb, ...record } = product(1)
    const keysOnly = { ...dynamodb, NewImage: undefined, StreamViewType: 'KEYS_ONLY' }

    const { code, summary } = await replayed({ ...record, dynamodb: keysOnly })

    expect(summary).toMatchObject({ received: 1, failed: 0 })
    expect(code).toBe(0)
  }, 30_000)

  it.each<[string, object]>([
    ['dynamodb', { eventID: 'broken', eventName: 'INSERT' }],
    ['anything, because it is null,', null as never],
    ['anything, because it is a text,', 'record' as never],
    ['SequenceNumber', { ...product(9), dynamodb: { ...product(9).dynamodb, SequenceNumber: undefined } }],
    [
      'decimal SequenceNumber',
      { ...product(9), dynamodb: { ...product(9).dynamodb, SequenceNumber: 'abc' } },
    ],
  ])(
    'fails a record without %s, and not the ones beside it',
    async (_, broken) => {
      const { code, summary } = await replayed({ Records: [product(1), broken, product(2)] })

      expect(summary).toEqual(counts({ received: 3, applied: 2, failed: 1 }))
      expect(code).toBe(4)
    },
    30_000,
  )

  const odd = (changes: object): object => ({
    ...product(9),
    dynamodb: { ...product(9).dynamodb, ...changes },
  })
  const withNote = (note: unknown): object => odd({ NewImage: { ...product(9).dynamodb?.NewImage, note } })

  it.each<[string, object]>([
    ['Keys are null', odd({ Keys: null })],
    ['Keys are missing', odd({ Keys: undefined })],
    ['key has no type', odd({ Keys: { PK: 'PRODUCT#9' } })],
    ['eventName is unknown', { ...product(9), eventName: 'UPSERT' }],
    ['attribute is a text', withNote('fragile')],
    ['attribute is null', withNote(null)],
    ['attribute is a number', withNote(5)],
  ])(
    'parks a record whose %s, and not the ones beside it',
    async (_, broken) => {
      const { code, summary } = await replayed({ Records: [product(1), broken, product(2)] })

      expect(summary).toEqual(counts({ received: 3, applied: 2, parked: 1 }))
      expect(code).toBe(0)
    },
    30_000,
  )

  it.each([null, {}])(
    'applies a removal whose new image is %j',
    async image => {
      const { NewImage, ...dynamodb } = product(9).dynamodb ?? {}
      const removed = {
        ...product(9),
        eventName: 'REMOVE',
        dynamodb: { ...dynamodb, NewImage: image, OldImage: NewImage },
      }

      const { code, summary } = await replayed({ Records: [product(1), removed, product(2)] })

      expect(summary).toEqual(counts({ received: 3, applied: 3 }))
      expect(code).toBe(0)
    },
    30_000,
  )

  it('is told of every record by explain, whatever one of them is', async () => {
    const file = path('odd.json')
    const records = [
      product(1),
      null,
      odd({ Keys: null }),
      withNote('fragile'),
      { ...product(9), eventName: {} },
      product(2),
    ]
    writeFileSync(file, JSON.stringify({ Records: records }))

    const { code, out, said } = await tailrace(['explain', file, '--output', 'ndjson'])
    const lines = objectsIn(out) as readonly {
      position: number
      function?: string
      functionName: string
      processor: string
      failed: readonly string[]
    }[]
    const of = (position: number): readonly string[] =>
      lines
        .filter(line => line.position === position && line.functionName === 'projections')
        .map(({ processor, failed }) => `${processor} ${failed.join()}`)

    expect(code).toBe(0)
    expect(said).toBe('')
    expect(of(0)).toHaveLength(3)
    expect(of(1)).toEqual(['(routing) it is null, so it fails its batch'])
    expect(of(2)).toEqual(['(routing) its Keys are null, so it is parked'])
    expect(of(3)[0]).toBe(
      '(routing) its NewImage.note is a text without a type, so it is parked where it is wanted',
    )
    expect(of(4)).toEqual(['(routing) its eventName is an object, so it is parked'])
    expect(of(5)).toHaveLength(3)
  }, 30_000)

  it.each([
    ['{"Records":[\n{,}]}', ':2:2: '],
    ['', ':1:1: the file is empty'],
    ['7', ':1:1: neither an event, a record nor an on-failure object'],
  ])('names file and position of what it cannot read in %j', async (content, place) => {
    const file = path('broken.json')
    writeFileSync(file, content)

    const { code, out, said } = await tailrace(['replay', file])

    expect(code).toBe(2)
    expect(out).toBe('')
    expect(said).toContain(`${file}${place}`)
    expect(said.trim().split('\n')).toHaveLength(1)
  })

  it('names a file that is not there', async () => {
    const { code, said } = await tailrace(['explain', 'nowhere.json'])

    expect(code).toBe(2)
    expect(said).toContain('nowhere.json')
  })
})
