import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bySlot, keySlot } from './key-slot.ts'

describe('the slot of a key', () => {
  // As servers answer CLUSTER KEYSLOT; the first is the check value of the cluster specification.
  it.each([
    ['123456789', 12_739],
    ['foo', 12_182],
    ['bar', 5_061],
    ['hello', 866],
    ['somekey', 11_058],
    ['foo{hash_tag}', 2_515],
    ['', 0],
  ])('of %s is %d', (key, slot) => {
    expect(keySlot(key)).toBe(slot)
  })

  it.each([
    ['{user1000}.following', 'user1000'],
    ['{user1000}.followers', 'user1000'],
    ['foo{bar}{zap}', 'bar'],
    ['foo{{bar}}zap', '{bar'],
    ['{a}', 'a'],
    ['}{b}', 'b'],
    ['x{ä}', 'ä'],
  ])('of %s is that of what stands in its first braces', (key, tag) => {
    expect(keySlot(key)).toBe(keySlot(tag))
    expect(keySlot(key)).not.toBe(keySlot(`${key}x`.replaceAll('{', '')))
  })

  it.each(['foo{}{bar}', '{}', 'foo{bar', 'foo}bar{', '}a{b}'])(
    'of %s takes no empty or open braces',
    key => {
      const isTagged = key === '}a{b}'

      expect(keySlot(key) === keySlot('b')).toBe(isTagged)
      expect(keySlot(key) === keySlot('bar')).toBe(false)
    },
  )

  it('is one of 16384, whatever the key is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), key => {
        const slot = keySlot(key)

        expect(Number.isInteger(slot) && slot >= 0 && slot < 16_384).toBe(true)
      }),
    )
  })
})

describe('keys by slot', () => {
  const key = fc.oneof(fc.constantFrom('{a}1', '{a}2', 'a', 'b', '{b}', '1', '}x'), fc.string())

  it('stand together just where they have one slot behind their prefix, and none is lost', () => {
    fc.assert(
      fc.property(fc.uniqueArray(key), fc.constantFrom('', 'p:', '{t}', '{'), (keys, prefix) => {
        const groups = bySlot(keys, prefix)
        const slots = groups.map(group => new Set(group.map(each => keySlot(prefix + each))))

        expect(groups.flat().toSorted()).toEqual(keys.toSorted())
        expect(slots.every(({ size }) => size === 1)).toBe(true)
        expect(new Set(slots.flatMap(each => [...each])).size).toBe(groups.length)
      }),
    )
  })

  it('go by the key alone where there is no prefix', () => {
    expect(bySlot(['{a}1', 'b', '{a}2'])).toEqual([['{a}1', '{a}2'], ['b']])
  })
})
