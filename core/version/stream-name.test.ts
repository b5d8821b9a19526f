import { describe, expect, it } from 'vitest'
import { hourOf, isNameOfStream, streamNameOf } from './stream-name.ts'

const arnOf = (label: string): string =>
  `arn:aws:dynamodb:eu-central-1:123456789012:table/shop/stream/${label}`
const createdAt = (label: string): number | undefined => streamNameOf(arnOf(label))?.createdAtMs

/** The first moment for which a version has no bits. */
const endMs = 2 ** 20 * 3_600_000
const labelOf = (ms: number): string => new Date(ms).toISOString().slice(0, -1)

describe('the name of a stream', () => {
  it('says region, account, table and when the stream was made', () => {
    expect(streamNameOf(arnOf('2026-01-02T03:04:05.678'))).toEqual({
      region: 'eu-central-1',
      account: '123456789012',
      table: 'shop',
      createdAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    })
  })

  it.each([
    ['with a Z', '2026-01-02T03:04:05.678Z', Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
    ['without a fraction', '2026-01-02T03:04:05', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['in seconds since 1970', '1767225600.1239', 1_767_225_600_123],
    ['of the first moment that can be', '1970-01-01T00:00:00.000', 0],
    ['of the last moment that can be', labelOf(endMs - 1), endMs - 1],
    ['of the one before the first', '1969-12-31T23:59:59.999', undefined],
    ['of the one after the last', labelOf(endMs), undefined],
    ['of a day that the month has not', '2026-02-30T00:00:00.000', undefined],
    ['of a month that there is not', '2026-13-01T00:00:00.000', undefined],
    ['that is no time', 'latest', undefined],
    ['with more behind it', '2026-01-02T03:04:05 ', undefined],
    ['with a point and nothing behind it', '2026-01-02T03:04:05.', undefined],
    ['in seconds without a fraction', '1767225600', undefined],
  ])('reads a label %s', (_, label, ms) => {
    expect(createdAt(label)).toBe(ms)
    expect(streamNameOf(arnOf(label)) === undefined).toBe(ms === undefined)
    expect(isNameOfStream(arnOf(label))).toBe(true)
  })

  it('is none without a table and a stream', () => {
    expect(streamNameOf('arn:aws:dynamodb:eu-central-1:123456789012:table/shop')).toBeUndefined()
    expect(isNameOfStream('arn:aws:dynamodb:eu-central-1:123456789012:table/shop')).toBe(false)
  })

  it('lies in an hour, which begins with its first millisecond', () => {
    const hour = (label: string): number | undefined => {
      const name = streamNameOf(arnOf(label))
      return name && hourOf(name)
    }

    expect(hour('2026-01-02T03:00:00.000')).toBe(490_923)
    expect(hour('2026-01-02T02:59:59.999')).toBe(490_922)
  })
})
