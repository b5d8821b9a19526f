import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BulkEntry } from './bulk-body.ts'
import { inRequests } from './bulk-body.ts'

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
