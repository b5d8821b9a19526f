import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creationTimeMs } from './creation-time.ts'

/** Any moment that a stream can hold, in milliseconds: from 1974, to the end of what four digits of a year say. */
const moment = fc.integer({ min: 126_230_400_000, max: 99_999_999_999_000 })

describe('a creation time', () => {
  it('is the same moment in seconds, milliseconds, microseconds, nanoseconds, as Date, bigint and text', () => {
    fc.assert(
      fc.property(moment, ms => {
        const second = Math.floor(ms / 1000)
        expect(creationTimeMs(second)).toBe(second * 1000)
        expect(creationTimeMs(ms)).toBe(ms)
        expect(creationTimeMs(BigInt(ms) * 1000n + 999n)).toBe(ms)
        expect(creationTimeMs(`${ms}123456`)).toBe(ms)
        expect(creationTimeMs(String(ms))).toBe(ms)
        expect(creationTimeMs(`${second}.${String(ms % 1000).padStart(3, '0')}`)).toBe(ms)
        expect(creationTimeMs(new Date(ms))).toBe(ms)
        expect(creationTimeMs(new Date(ms).toISOString())).toBe(ms)
      }),
    )
  })

  it.each([
    [1_767_225_600, '2026-01-01T00:00:00.000Z'],
    [1_767_225_600.25, '2026-01-01T00:00:00.250Z'],
    // In binary it is 0.122999….
    [1_767_225_600.123, '2026-01-01T00:00:00.123Z'],
    [1_767_225_600_123.9, '2026-01-01T00:00:00.123Z'],
    [1_767_225_600_123, '2026-01-01T00:00:00.123Z'],
    ['1767225600.1', '2026-01-01T00:00:00.100Z'],
    ['1767225600.12345678901', '2026-01-01T00:00:00.123Z'],
    ['1767225600123.99999999999', '2026-01-01T00:00:00.123Z'],
    [1_767_225_600_123_456, '2026-01-01T00:00:00.123Z'],
    [1.767_225_600_123_456e18, '2026-01-01T00:00:00.123Z'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01 01:00:00.123456+0100', '2026-01-01T00:00:00.123Z'],
    ['2026-01-01T00:00:00.000', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00.1', '2026-01-01T00:00:00.100Z'],
    ['2026-01-01T00:00:00,1239Z', '2026-01-01T00:00:00.123Z'],
    ['2026-01-01T00:00:00-0130', '2026-01-01T01:30:00.000Z'],
    ['2026-01-01T00:00:00+01', '2025-12-31T23:00:00.000Z'],
    ['2026-01-01t00:00z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T01:02+01:00', '2026-01-01T00:02:00.000Z'],
    ['2026-01-01T00:00.5Z', '2026-01-01T00:00:00.500Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    [runInNewContext('new Date(1767225600123)'), '2026-01-01T00:00:00.123Z'],
  ])('%s is %s', (value, iso) => {
    expect(new Date(creationTimeMs(value)!).toISOString()).toBe(iso)
  })

  it.each([
    ['seconds', 1e11, 99_999_999_999_000],
    ['milliseconds', 1e14, 99_999_999_999_999],
    ['microseconds', 1e17, 99_999_999_999_999],
  ])(
    'is in %s below %d, and at it in what is smaller: the year 5138 and the year 1973',
    (_, bound, below) => {
      const at = BigInt(bound)
      for (const value of [at, String(at), `${at}.0`, bound]) expect(creationTimeMs(value)).toBe(1e11)
      for (const value of [at - 1n, String(at - 1n), `${at - 1n}.0`])
        expect(creationTimeMs(value)).toBe(below)
    },
  )

  it.each([
    undefined,
    null,
    '',
    ' 1767225600',
    '1e9',
    '0x10',
    'yesterday',
    'Thu, 01 Jan 2026 00:00:00 GMT',
    '2026-01-01',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T00:00:00+99:00',
    '1'.repeat(1_000_000),
    -1,
    NaN,
    Infinity,
    1e20,
    10n ** 20n,
    -1e-9,
    '1969-12-31T23:59:59.999Z',
    10n ** 40n,
    true,
    {},
    [1_767_225_600],
    new Date(NaN),
    new Date(-1),
    { getTime: () => 0 },
  ])('%o is no time', value => {
    expect(creationTimeMs(value)).toBeUndefined()
  })

  it('is nothing or a time that a Date holds, whatever the record says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.double(), fc.bigInt(), fc.string()), value => {
        const ms = creationTimeMs(value)
        expect(ms === undefined || (Number.isInteger(ms) && new Date(ms).getTime() === ms)).toBe(true)
      }),
    )
  })
})
