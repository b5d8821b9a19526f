import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Image } from '../attributes/attribute-value.ts'
import { attributeVersion } from './attribute-version.ts'
import { laterVersion, sequenceVersion } from './version-strategy.ts'

const record = (sequenceNumber: string) => ({
  sequenceNumber,
  kind: 'MODIFY' as const,
  newImage: undefined,
  oldImage: undefined,
})

/** Hours of 2014 to 2089. */
const hours = fc.integer({ min: 385_000, max: 2 ** 20 - 1 })
/** Of numbers of DynamoDB's own length; shorter ones are all counter. */
const counters = fc.bigInt({ min: 1n, max: 2n ** 43n - 1n })
const lows = fc.bigInt({ min: 0n, max: 10n ** 20n - 1n })

const versionOf = (sequenceNumber: string, hour = 490_000): bigint =>
  BigInt(sequenceVersion().versionOf(record(sequenceNumber), hour))

const epochVersion = (sequenceNumber: string, epoch: number): bigint =>
  BigInt(sequenceVersion({ epoch }).versionOf(record(sequenceNumber), 0))

describe('sequenceVersion', () => {
  it('is the counter above the hour of the stream', () => {
    expect(versionOf('820400000000001192334')).toBe(490_000n * 2n ** 43n + 8n)
    expect(versionOf('1624739500000000027768819660')).toBe(490_000n * 2n ** 43n + 16_247_395n)
  })

  it('takes the number itself where an engine counts from one', () => {
    expect(versionOf('000000000000000000042')).toBe(490_000n * 2n ** 43n + 42n)
    expect(versionOf('42')).toBe(490_000n * 2n ** 43n + 42n)
  })

  it('puts every record of a later hour above every record of an earlier one, below 2^63', () => {
    fc.assert(
      fc.property(hours, hours, counters, counters, lows, lows, (h1, h2, c1, c2, l1, l2) => {
        fc.pre(h1 < h2)
        const early = versionOf(String(c1 * 10n ** 20n + l1), h1)
        const late = versionOf(String(c2 * 10n ** 20n + l2), h2)

        expect(early < late).toBe(true)
        expect(late < 2n ** 63n).toBe(true)
      }),
    )
  })

  it('never falls while the sequence numbers of a stream rise, and tells counters apart', () => {
    fc.assert(
      fc.property(hours, counters, counters, lows, lows, (hour, c1, c2, l1, l2) => {
        const [a, b] = [c1 * 10n ** 20n + l1, c2 * 10n ** 20n + l2]
        const [low, high] = a < b ? [a, b] : [b, a]
        const [lower, higher] = [versionOf(String(low), hour), versionOf(String(high), hour)]

        expect(lower <= higher).toBe(true)
        expect(lower === higher).toBe(c1 === c2)
      }),
    )
  })

  it('lies above everything that the scheme of an epoch ever wrote', () => {
    expect(versionOf('1')).toBeGreaterThan(epochVersion('9'.repeat(34), 31))
  })

  it.each([
    ['9'.repeat(41), 'more than 40 digits'],
    ['9'.repeat(40), '43 bits'],
    ['1e3', 'no decimal number'],
  ])('makes the records of %s wait, as nothing is wrong with them', (sequenceNumber, problem) => {
    const wait = expect.objectContaining({ scope: 'sink', disposition: 'retry' }) as unknown

    expect(() => versionOf(sequenceNumber)).toThrow(problem)
    expect(() => versionOf(sequenceNumber)).toThrow(wait)
  })
})

describe('sequenceVersion with an epoch', () => {
  it('never falls while sequence numbers rise, and stays a safe JS number', () => {
    const number = fc.bigInt({ min: 10n ** 20n, max: 2n ** 40n * 10n ** 20n })
    fc.assert(
      fc.property(number, number, fc.integer({ min: 16, max: 31 }), (a, b, epoch) => {
        const [low, high] = a < b ? [a, b] : [b, a]

        expect(epochVersion(String(low), epoch)).toBeLessThanOrEqual(epochVersion(String(high), epoch))
        expect(epochVersion(String(high), epoch)).toBeLessThan(2n ** 53n)
      }),
    )
  })

  it('lies above everything of an older epoch', () => {
    expect(epochVersion('1', 17)).toBeGreaterThan(epochVersion('9'.repeat(34), 16))
  })

  it.each([15, 32, 16.5])('refuses the epoch %d', epoch => {
    expect(() => sequenceVersion({ epoch })).toThrow('16 to 31')
  })
})

describe('attributeVersion', () => {
  const { versionOf: versionIn } = attributeVersion('_v')
  const image = (value: Image[string]): Image => ({ _v: value })

  it('is the item’s own version, and one more for its removal', () => {
    const items = { sequenceNumber: '1', oldImage: image({ N: '7' }) }

    expect(versionIn({ ...items, kind: 'MODIFY', newImage: image({ N: '8' }) }, 0)).toBe('8')
    expect(versionIn({ ...items, kind: 'REMOVE', newImage: undefined }, 0)).toBe('8')
    expect(versionIn({ ...items, kind: 'REMOVE', newImage: image({ N: '9' }) }, 0)).toBe('9')
  })

  it.each([{ N: '-1' }, { N: '1.5' }, { N: '9223372036854775807' }, { S: '7' }, { NULL: true } as const])(
    'parks an item of the version %j',
    value => {
      expect(() =>
        versionIn({ sequenceNumber: '1', kind: 'INSERT', newImage: image(value), oldImage: undefined }, 0),
      ).toThrow(expect.objectContaining({ code: 'version.attribute-missing', disposition: 'park' }) as Error)
    },
  )
})

describe('laterVersion', () => {
  it('compares as numbers do, also above 2^53', () => {
    const version = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(laterVersion(String(a), String(b))).toBe(String(a > b ? a : b))
      }),
    )
  })
})
