import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sequenceVersion } from './version-strategy.ts'

const versionOf = (sequenceNumber: string, epoch?: number): bigint =>
  BigInt(sequenceVersion(epoch === undefined ? {} : { epoch }).versionOf({ sequenceNumber }))

describe('sequenceVersion', () => {
  it('is the counter above the epoch', () => {
    expect(versionOf('820400000000001192334')).toBe(16n * 2n ** 48n + 8n)
    expect(versionOf('1624739500000000027768819660')).toBe(16n * 2n ** 48n + 16_247_395n)
  })

  it('takes the number itself where an engine counts from one', () => {
    expect(versionOf('000000000000000000042')).toBe(16n * 2n ** 48n + 42n)
  })

  it('never falls while sequence numbers rise, and stays a safe JS number', () => {
    const number = fc.bigInt({ min: 10n ** 20n, max: 2n ** 40n * 10n ** 20n })
    fc.assert(
      fc.property(number, number, fc.integer({ min: 16, max: 31 }), (a, b, epoch) => {
        const [low, high] = a < b ? [a, b] : [b, a]

        expect(versionOf(String(low), epoch)).toBeLessThanOrEqual(versionOf(String(high), epoch))
        expect(versionOf(String(high), epoch)).toBeLessThan(2n ** 53n)
      }),
    )
  })

  it('lies above everything of an older epoch', () => {
    expect(versionOf('1', 17)).toBeGreaterThan(versionOf('9'.repeat(34), 16))
  })

  it.each([
    ['9'.repeat(41), 'more than 40 digits'],
    ['9'.repeat(40), '48 bits'],
  ])('refuses %s', (sequenceNumber, problem) => {
    expect(() => versionOf(sequenceNumber)).toThrow(problem)
  })

  it.each([15, 32, 16.5])('refuses the epoch %d', epoch => {
    expect(() => sequenceVersion({ epoch })).toThrow('16 to 31')
  })
})
