import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { metadataField } from '../../core/metadata-field.ts'
import type { Guard, SearchOperation } from '../../processors/search-index/search-store.ts'
import type { BulkEntry } from './bulk-body.ts'
import { bulkLines, faultIn, inRequests, seenToken } from './bulk-body.ts'

const maxBytes = 100

const entryOf = (bytes: number, position: number): BulkEntry => ({
  position,
  operation: { op: 'delete', index: 'i', id: String(position), guard: { by: 'absent' } },
  // Two bytes a character, which a count of characters would take for half.
  lines: 'ü'.repeat(bytes / 2),
})

const sizeOf = (request: readonly BulkEntry[]): number =>
  request.reduce((sum, { lines }) => sum + Buffer.byteLength(lines), 0)

describe('inRequests', () => {
  it('loses nothing, keeps the order, and exceeds the limit only by an entry that is larger alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 70 })), halves => {
        const entries = halves.map((half, position) => entryOf(2 * half, position))

        const requests = inRequests(entries, maxBytes)

        expect(requests.flat()).toEqual(entries)
        expect(requests.every(each => each.length === 1 || sizeOf(each) <= maxBytes)).toBe(true)
      }),
    )
  })

  it('fills a request to the last byte', () => {
    expect(inRequests([entryOf(60, 0), entryOf(40, 1), entryOf(2, 2)], maxBytes).map(sizeOf)).toEqual([
      100, 2,
    ])
  })
})

const deleteOf = (id: string, guard: Guard): SearchOperation => ({ op: 'delete', index: 'i', id, guard })
const indexOf = (document: string, metadata: string, guard: Guard): SearchOperation => ({
  op: 'index',
  index: 'i',
  id: 'a',
  guard,
  document,
  metadata,
})
const newer = (version: string): Guard => ({ by: 'newer', version })

describe('an operation that the engine would refuse, or take for another', () => {
  it.each<[string, string]>([
    ['', 'its id is not of 1 to 512 bytes'],
    ['ü'.repeat(257), 'its id is not of 1 to 512 bytes'],
    ['half \ud83d', 'its id holds half a character'],
  ])('is not sent with the id %j', (id, reason) => {
    expect(faultIn('s', deleteOf(id, newer('1')))).toMatchObject({
      code: 'sink.rejected',
      detail: { sink: 's', id, reason },
    })
  })

  it.each(['', '-1', '1.5', '1e3', ' 1', '9223372036854775808', '00000000000000000001', 'x'])(
    'is not sent with the version %j',
    version => {
      for (const by of ['newer', 'newer-or-equal'] as const)
        expect(faultIn('s', deleteOf('a', { by, version }))).toMatchObject({
          detail: { reason: `its version ${version} is not a whole number from 0 to 2^63 - 1` },
        })
    },
  )

  it.each<[string, Guard]>([
    ['a', newer('0')],
    ['ü'.repeat(256), newer('9223372036854775807')],
    ['\u{1F600}', { by: 'newer-or-equal', version: '7' }],
    ['a', { by: 'absent' }],
    ['a', { by: 'seen', token: seenToken('5', '2') }],
  ])('is none with the id %j and the guard %j', (id, guard) => {
    expect(faultIn('s', deleteOf(id, guard))).toBeUndefined()
  })
})

describe('the lines of an operation', () => {
  it.each<[Guard, string, object]>([
    [newer('7'), 'index', { version: '7', version_type: 'external' }],
    [{ by: 'newer-or-equal', version: '7' }, 'index', { version: '7', version_type: 'external_gte' }],
    [{ by: 'seen', token: seenToken('5', '2') }, 'index', { if_seq_no: 5, if_primary_term: 2 }],
    [{ by: 'absent' }, 'create', {}],
  ])('say the guard %j in words of the engine', (guard, action, condition) => {
    const place = { _index: 'i', _id: 'a', ...condition }
    const [head = '', document, end] = bulkLines(indexOf('{"n":1}', '{"m":2}', guard)).split('\n')

    expect(JSON.parse(head)).toEqual({ [action]: place })
    expect(document).toBe(`{"n":1,"${metadataField}":{"m":2}}`)
    expect(end).toBe('')
    expect(bulkLines(deleteOf('a', guard))).toBe(`${JSON.stringify({ delete: place })}\n`)
  })

  it('hold document and metadata on one line, as they were, however they are spaced', () => {
    const fields = fc.dictionary(
      fc.string().filter(name => name !== '__proto__' && name !== metadataField),
      fc.jsonValue(),
      { maxKeys: 3 },
    )
    const spacing = fc.constantFrom<string | number>('', 1, '\n', ' \n\t')
    const around = fc.constantFrom('', ' ', '\n', '\n \n')
    fc.assert(
      fc.property(fields, fields, spacing, around, (document, metadata, indent, behind) => {
        const texts = [document, metadata].map(each => JSON.stringify(each, undefined, indent) + behind)
        const lines = bulkLines(indexOf(texts[0] ?? '', texts[1] ?? '', newer('1'))).split('\n')

        expect(lines).toHaveLength(3)
        const written = JSON.parse(lines[1] ?? '') as object
        expect(written).toEqual(JSON.parse(JSON.stringify({ ...document, [metadataField]: metadata })))
        expect(Object.keys(written)).toContain(metadataField)
      }),
    )
  })

  it('keep every digit of a number', () => {
    expect(bulkLines(indexOf('{"n":12345678901234567890.10}', '{}', newer('1')))).toContain(
      '"n":12345678901234567890.10,',
    )
  })
})
