import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { newRecordRing } from './record-ring.ts'

const large = (seq: number) =>
  recordOf({ seq, key: `k${seq}`, kind: 'INSERT', after: { text: 'x'.repeat(400_000) } })
const mebibyte = 1024 * 1024

describe('the ring of records', () => {
  it('lets the oldest images of 400 KB items go first, and keeps their rows', () => {
    const ring = newRecordRing({ records: 100_000, bytes: 8 * mebibyte })

    const rows = Array.from({ length: 60 }, (_, index) => ring.seen(large(index + 1)))

    const { bytes, records, images } = ring.size()
    expect(records).toBe(60)
    expect(bytes).toBeLessThanOrEqual(8 * mebibyte)
    expect(bytes).toBeGreaterThan(7 * mebibyte)
    // Two bytes a character.
    expect(images).toBe(10)
    expect(rows.map(({ id }) => ring.record(id) !== undefined)).toEqual(
      Array.from({ length: 60 }, (_, index) => index >= 50),
    )
    expect(ring.row(1)).toMatchObject({ key: 'k1', kind: 'INSERT' })
    expect(ring.record(60)).toEqual(large(60))
  })

  it('holds what it may hold of any mixture, measured anew', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ size: fc.integer({ min: 0, max: 3_000 }), key: fc.integer({ min: 1, max: 9 }) }),
          {
            minLength: 1,
            maxLength: 60,
          },
        ),
        fc.integer({ min: 2_000, max: 20_000 }),
        fc.integer({ min: 1, max: 30 }),
        (sketches, bytes, records) => {
          const ring = newRecordRing({ records, bytes })
          for (const [index, { size, key }] of sketches.entries())
            ring.seen(recordOf({ seq: index + 1, key: `k${key}`, after: { text: 'é'.repeat(size) } }))
          const ids = sketches.map((_, index) => index + 1)
          const kept = ids.filter(id => ring.record(id) !== undefined)
          const rows = ids.filter(id => ring.row(id) !== undefined)
          const heldBytes = kept.reduce(
            (sum, id) => sum + Buffer.byteLength(JSON.stringify(ring.record(id))),
            0,
          )
          expect(heldBytes).toBeLessThanOrEqual(bytes)
          expect(rows.length).toBeLessThanOrEqual(records)
          expect(rows).toContain(sketches.length)
          // What is kept is the end of what came, without holes.
          expect(kept).toEqual(ids.slice(ids.length - kept.length))
          expect(rows).toEqual(ids.slice(ids.length - rows.length))
        },
      ),
    )
  })

  it('counts a record that two functions read once, and finds it by its place', () => {
    const ring = newRecordRing({ records: 10, bytes: mebibyte })

    const [first, again] = [ring.seen(recordOf({ seq: 5 })), ring.seen(recordOf({ seq: 5 }))]

    expect(again).toBe(first)
    expect(ring.idOf(streamArn, seqOf(5))).toBe(first.id)
    expect(ring.idOf(streamArn, seqOf(6))).toBe(0)
  })

  it('finds the neighbours of an item by its whole key, however long', () => {
    const ring = newRecordRing({ records: 10, bytes: 10 * mebibyte })
    const long = 'k'.repeat(2_000)
    for (const [seq, key] of [`${long}a`, `${long}b`, `${long}a`].entries())
      ring.seen(recordOf({ seq: seq + 1, key }))

    expect(ring.ofItem(1).map(({ id }) => id)).toEqual([1, 3])
  })

  it('cuts hostile keys and names for rows, and keeps them whole in the record', () => {
    const ring = newRecordRing({ records: 10, bytes: 10 * mebibyte })
    const name = `<img src=x onerror=alert(1)>${'n'.repeat(60_000)}`
    const record = recordOf({
      seq: 1,
      key: `</script>\u001b[2J${'k'.repeat(400_000)}`,
      kind: 'INSERT',
      after: { [name]: '1' },
    })

    const row = ring.seen(record)

    expect(JSON.stringify(row).length).toBeLessThan(1_500)
    expect(ring.record(row.id)).toEqual(record)
  })
})
