import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../test/support/same-samples.ts'
import { ledgerVersion } from './ledger-version.ts'
import type { VersionCounters } from './version-counters.ts'
import { counterAfter } from './version-counters.ts'

const counters: VersionCounters = { take: async () => Promise.resolve([]) }
const { versionOf } = ledgerVersion({ counters })
const arnAt = (ms: number): string =>
  `arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/${new Date(ms).toISOString().slice(0, -1)}`
const placeOf = (sequenceNumber: string, streamArn: string): string =>
  versionOf({ sequenceNumber, kind: 'MODIFY', newImage: undefined, oldImage: undefined, streamArn }, 0)

describe('the place of a record among those of its item', () => {
  const times = fc.integer({ min: 1, max: 3_700_000_000_000 })
  const numbers = fc.bigInt({ min: 0n, max: 10n ** 40n - 1n })

  it('goes by the time of its stream, then by all digits of its number', () => {
    fc.assert(
      fc.property(times, times, numbers, numbers, fc.boolean(), (t1, t2, n1, n2, isOne) => {
        const [a, b] = [
          { t: t1, n: n1 },
          { t: isOne ? t1 : t2, n: n2 },
        ]
        const isBefore = a.t < b.t || (a.t === b.t && a.n < b.n)
        expect(placeOf(String(a.n), arnAt(a.t)) < placeOf(String(b.n), arnAt(b.t))).toBe(isBefore)
      }),
    )
  })

  it.each([
    ['1', 'arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/latest', 'version.position-unknown'],
    ['1', 'arn:aws:kinesis:eu-central-1:123456789012:stream/t', 'version.position-unknown'],
    ['9'.repeat(41), arnAt(1), 'version.sequence-unsupported'],
  ])('waits where %s of %s says none', (sequenceNumber, arn, code) => {
    const wait = expect.objectContaining({ code, scope: 'sink', disposition: 'retry' }) as Error
    expect(() => placeOf(sequenceNumber, arn)).toThrow(wait)
  })
})

describe('a version that the ledger counts', () => {
  it('has no hour, and a place that is written the same for ever', () => {
    expect(ledgerVersion({ counters })).toMatchObject({ name: 'ledger', usesStreamHour: false, counters })
    expect(placeOf('7', arnAt(1_767_225_600_123))).toBe(`1767225600123#${'7'.padStart(40, '0')}`)
    expect(placeOf('7', arnAt(5))).toBe(`0000000000005#${'7'.padStart(40, '0')}`)
  })
})

describe('a counter', () => {
  const places = fc.integer({ min: 1, max: 9 }).map(String)
  const wishes = fc.array(
    fc.record({ position: places, above: fc.option(fc.nat(30).map(String), { nil: undefined }) }),
  )

  it('never falls, gives each place its own number, and lies above whatever it is asked to', () => {
    fc.assert(
      fc.property(wishes, all => {
        let stands: ReturnType<typeof counterAfter> | undefined
        for (const wish of all) {
          const after = counterAfter(stands, { position: wish.position, above: wish.above ?? '0' })
          const before = BigInt(stands?.number ?? '0')
          const isFurther = stands === undefined || wish.position > stands.position

          expect(after.position).toBe(isFurther ? wish.position : stands?.position)
          expect(BigInt(after.number) > BigInt(wish.above ?? '0')).toBe(true)
          if (isFurther) expect(BigInt(after.number) > before).toBe(true)
          else if (before > BigInt(wish.above ?? '0')) expect(after).toBe(stands)
          stands = after
        }
      }),
    )
  })
})
