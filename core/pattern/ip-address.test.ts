import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cidr, ipAddress } from './ip-address.ts'

const byte = fc.oneof(fc.constantFrom(0, 1, 127, 128, 255), fc.nat(255))
const octets4 = fc.array(byte, { minLength: 4, maxLength: 4 })
const group = fc.oneof(fc.constantFrom(0, 0, 0, 1, 0xffff), fc.nat(0xffff))
const groups6 = fc
  .array(group, { minLength: 8, maxLength: 8 })
  .filter(groups => groups.slice(0, 5).some(each => each !== 0) || groups[5] !== 0xffff)

const octetsOf = (groups: readonly number[]): readonly number[] =>
  groups.flatMap(each => [Math.floor(each / 256), each % 256])

const plainText = (groups: readonly number[]): string => groups.map(each => each.toString(16)).join(':')

/** One of the ways to write it: with leading zeros, capitals, and `::` for one run of zeros, however short. */
const spelt = (groups: readonly number[]): fc.Arbitrary<string> =>
  fc
    .record({
      isLong: fc.boolean(),
      isCapital: fc.boolean(),
      from: fc.nat(7),
      length: fc.integer({ min: 0, max: 8 }),
    })
    .map(({ isLong, isCapital, from, length }) => {
      const texts = groups.map(each => each.toString(16).padStart(isLong ? 4 : 1, '0'))
      const run = groups.slice(from, from + length)
      const isShort = run.length > 0 && run.every(each => each === 0)
      const text = isShort
        ? `${texts.slice(0, from).join(':')}::${texts.slice(from + run.length).join(':')}`
        : texts.join(':')
      return isCapital ? text.toUpperCase() : text
    })

describe('the octets of an address', () => {
  it('are those of its numbers, for four of them', () => {
    fc.assert(
      fc.property(octets4, octets => {
        expect(ipAddress(octets.join('.'))).toEqual(octets)
      }),
    )
  })

  it('are those of its groups, however it is written', () => {
    fc.assert(
      fc.property(
        groups6.chain(groups => fc.tuple(fc.constant(groups), spelt(groups))),
        ([groups, text]) => {
          expect(ipAddress(text)).toEqual(octetsOf(groups))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('are four where four of them are written as eight groups', () => {
    expect(ipAddress('::ffff:102:3ff')).toEqual([1, 2, 3, 255])
    expect(ipAddress('0:0:0:0:0:FFFF:0102:03ff')).toEqual([1, 2, 3, 255])
    expect(ipAddress('1::ffff:102:3ff')).toHaveLength(16)
  })

  it.each([
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.x',
    '',
    'abc',
    'cafe',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '1:2:3:4::5:6:7:8:9',
    '1::2::3',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '12345::',
    'g::',
    '1:2:3:4:5:6:7:8g',
    'ORDER#1::2',
    '10:30',
  ])('are none of any other text: %s', text => {
    expect(ipAddress(text)).toBeUndefined()
  })
})

const holds = (range: string): ((text: string) => boolean) => {
  const test = cidr(range)
  if (typeof test === 'string') throw new Error(test)
  return test
}

describe('a range of addresses', () => {
  it('holds what Node’s own list of addresses holds, for four numbers', () => {
    const near = fc.tuple(octets4, octets4, fc.nat(4), fc.nat(31))
    fc.assert(
      fc.property(near, ([base, other, alike, bits]) => {
        const list = new BlockList()
        list.addSubnet(base.join('.'), bits, 'ipv4')
        const text = [...base.slice(0, alike), ...other.slice(alike)].join('.')

        expect(holds(`${base.join('.')}/${bits}`)(text)).toBe(list.check(text, 'ipv4'))
      }),
      { numRuns: 500 },
    )
  })

  it('asks for each of its bits, and for none behind them', () => {
    const flipped = (octets: readonly number[], at: number): string =>
      octets
        .map((octet, index) => (index === Math.floor(at / 8) ? octet ^ (128 >> (at % 8)) : octet))
        .join('.')
    fc.assert(
      fc.property(octets4, fc.nat(31), fc.nat(31), (base, bits, at) => {
        expect(holds(`${base.join('.')}/${bits}`)(flipped(base, at))).toBe(at >= bits)
      }),
      { numRuns: 500 },
    )
  })

  it('holds what Node’s own list of addresses holds, for eight groups', () => {
    const near = fc.tuple(groups6, groups6, fc.nat(8), fc.nat(127))
    fc.assert(
      fc.property(near, ([base, other, alike, bits]) => {
        const list = new BlockList()
        list.addSubnet(plainText(base), bits, 'ipv6')
        const groups = [...base.slice(0, alike), ...other.slice(alike)]
        fc.pre(ipAddress(plainText(groups))?.length === 16)

        expect(holds(`${plainText(base)}/${bits}`)(plainText(groups))).toBe(
          list.check(plainText(groups), 'ipv6'),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('holds no address of the other kind, and no other text', () => {
    expect(holds('0.0.0.0/0')('::1')).toBe(false)
    expect(holds('::/0')('1.2.3.4')).toBe(false)
    expect(holds('0.0.0.0/0')('1.2.3')).toBe(false)
  })

  it.each([
    ['1.2.3.4', "one '/' required"],
    ['1.2.3.4/', "one '/' required"],
    ['1.2.3.4/8/', "one '/' required"],
    ['1.2.3.4/8/8', "one '/' required"],
    ['1.2.3.4/x', 'must be an integer'],
    ['1.2.3.4/-1', 'must not be negative'],
    ['1.2.3/8', 'Nonstandard IP address: 1.2.3'],
    ['1.2.3.4/32', 'must be < 32'],
    ['::/128', 'must be < 128'],
  ])('is refused with what is wrong: %s', (range, problem) => {
    expect(cidr(range)).toContain(problem)
  })

  it.each(['1.2.3.4/31', '1.2.3.4/0', '::/127', '::/0', '1.2.3.4/+8'])(
    'may be as wide and as narrow as %s',
    range => {
      expect(cidr(range)).toBeTypeOf('function')
    },
  )
})
