import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { packed } from '../../test/support/packed-records.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import { lazyImage } from './lazy-image.ts'

const large = { S: 'a'.repeat(2_000) }
const unreadable = { N: 'seven' }

/** The plain item, and how often its packed attributes were asked for. */
const itemOf = (image: Image) => {
  let asked = 0
  const item = lazyImage(image, () => {
    asked += 1
    return { ...image, notes: large }
  })
  return { item, asked: () => asked }
}

const isRead = (item: object, name: string): boolean =>
  'value' in (Object.getOwnPropertyDescriptor(item, name) ?? {})

describe('an image as a plain item', () => {
  it('has what is packed as it was before, read when it is asked for, and once', () => {
    const { item, asked } = itemOf({ PK: { S: 'a' }, notes: packed(large) })

    expect(asked()).toBe(0)
    expect(item).toEqual({ PK: 'a', notes: large.S })
    expect(item['notes']).toBe(large.S)
    expect(asked()).toBe(1)
  })

  it('has everything else at once, also beside what is packed', () => {
    const { item, asked } = itemOf({ PK: { S: 'a' }, notes: packed(large), size: { N: '7' } })

    expect(['PK', 'notes', 'size'].map(name => isRead(item, name))).toEqual([true, false, true])
    expect(asked()).toBe(0)
  })

  it('fails for what cannot be read where that is asked for, and for nothing else', () => {
    const { item } = itemOf({ PK: { S: 'a' }, odd: unreadable, size: { N: '7' } })

    expect(item['PK']).toBe('a')
    expect(item['size']).toBe(7)
    expect(() => item['odd']).toThrow(Error)
    expect(Object.keys(item)).toEqual(['PK', 'odd', 'size'])
  })

  it('has no attribute that the image has as undefined', () => {
    const none = undefined as unknown as AttributeValue

    expect(Object.keys(itemOf({ PK: { S: 'a' }, none }).item)).toEqual(['PK'])
    expect(Object.keys(itemOf({ PK: { S: 'a' }, none, odd: unreadable }).item)).toEqual(['PK', 'odd'])
  })

  it('has nothing else where all of it can be read at once, also beside what the image has as undefined', () => {
    const none = undefined as unknown as AttributeValue

    for (const image of [{ PK: { S: 'a' } }, { PK: { S: 'a' }, none }] as const)
      expect(Reflect.ownKeys(itemOf(image).item)).toEqual(['PK'])
  })

  it('is shown with what is packed in it, and with what cannot be read by its error', () => {
    const shown = inspect(itemOf({ PK: { S: 'a' }, notes: packed(large), odd: unreadable }).item)

    expect(shown).toContain("PK: 'a'")
    expect(shown).toContain(`notes: '${large.S}'`)
    expect(shown).toMatch(/odd: .*Error/)
  })

  it('has an attribute named __proto__, and no other prototype for it', () => {
    const image = JSON.parse('{"__proto__":{"M":{"x":{"S":"y"}}},"PK":{"S":"a"}}') as Image
    const { item } = itemOf(image)

    expect(Object.keys(item).toSorted()).toEqual(['PK', '__proto__'])
    expect((item as { readonly x?: unknown }).x).toBeUndefined()
  })

  it.each<[string, Image]>([
    ['read at once', { PK: { S: 'a' } }],
    ['read when asked', { PK: { S: 'a' }, notes: packed(large) }],
  ])('is frozen: %s', (_, image) => {
    expect(Object.isFrozen(itemOf(image).item)).toBe(true)
  })
})
