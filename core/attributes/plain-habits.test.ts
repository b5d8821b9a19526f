import { isDeepStrictEqual, inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { image } from '../../test/support/arbitraries.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import type { AnyChange } from '../change/change.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import type { AttributeValue } from './attribute-value.ts'
import { lazyImage } from '../record/lazy-image.ts'
import { unmarshalImage } from './unmarshal.ts'

/** As the module fast-deep-equal compares objects. */
const deepEqual = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a !== a && b !== b
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  if (left.constructor !== right.constructor) return false
  const plain: Record<string, unknown> = Object.prototype as never
  for (const name of ['valueOf', 'toString'] as const) {
    const own: unknown = Reflect.get(left, name)
    if (typeof own === 'function' && own !== plain[name])
      return own.call(left) === (right[name] as () => unknown).call(right)
  }
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every(key => Object.prototype.hasOwnProperty.call(right, key) && deepEqual(left[key], right[key]))
  )
}

/** What people do with objects, and what it gives. */
const habits: Readonly<Record<string, (item: Record<string, unknown>) => unknown>> = {
  keys: item => Object.keys(item),
  entries: item => Object.entries(item),
  spread: item => ({ ...item }),
  assign: item => Object.assign(Object.create(null) as object, item),
  clone: item => structuredClone(item),
  json: item => JSON.stringify(item),
  indented: item => JSON.stringify(item, null, 2),
  loop: item => {
    const names: string[] = []
    for (const name in item) names.push(name)
    return names
  },
  template: item => Object.prototype.toString.call(item),
  prototype: item => Object.getPrototypeOf(item) === Object.prototype,
  hasOwn: item => ['PK', 'a', 'toString', '__proto__', 'constructor'].map(name => Object.hasOwn(item, name)),
  in: item => ['PK', 'a', 'toString', 'nothing'].map(name => name in item),
  enumerable: item => Object.keys(item).every(name => Object.prototype.propertyIsEnumerable.call(item, name)),
  isArray: item => Array.isArray(item),
  symbols: item => Object.getOwnPropertySymbols({ ...item }),
  inspect: item => inspect(item, { depth: 9 }),
  rest: ({ PK, ...others }) => [PK, others],
  equal: item => [deepEqual(item, item), isDeepStrictEqual({ ...item }, item)],
}

describe('an image', () => {
  it('gives for every habit what the plain object of the same item gives', () => {
    fc.assert(
      fc.property(image, marshalled => {
        const plain = unmarshalImage(marshalled) as Record<string, unknown>
        for (const [name, habit] of Object.entries(habits)) {
          const item = lazyImage(marshalled) as Record<string, unknown>
          expect([name, habit(item)]).toEqual([name, habit(plain)])
        }
        expect(deepEqual(lazyImage(marshalled), lazyImage(structuredClone(marshalled)))).toBe(
          deepEqual(plain, unmarshalImage(structuredClone(marshalled))),
        )
      }),
    )
  })

  it('keeps attributes with names of what objects inherit, and pollutes nothing', () => {
    const names = [
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'toString',
      'valueOf',
      'then',
      'toJSON',
      'length',
    ]
    for (const value of [{ S: 'x' }, { M: { polluted: { BOOL: true } } }, { N: '1' }] as const) {
      const item = lazyImage(Object.fromEntries(names.map(name => [name, value])))

      expect(Object.keys(item)).toEqual(names)
      expect(Object.getPrototypeOf(item)).toBe(Object.prototype)
      expect(Object.keys(structuredClone(item))).toEqual(names)
      expect(Object.keys({ ...item })).toEqual(names)
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('is what a handler takes for a plain object', async () => {
    const seen: unknown[] = []
    const habitual = processor({
      name: 'habits',
      filter: everything(),
      handle: async change => {
        const { before, after } = change as Extract<AnyChange, { kind: 'MODIFY' }> as {
          before: Record<string, unknown>
          after: Record<string, unknown>
        }
        await Promise.resolve()
        seen.push(
          after.hasOwnProperty('n'),
          Reflect.apply(String, undefined, [after]),
          structuredClone(after),
          deepEqual(before, after),
        )
        seen.push(deepEqual(after, { ...after }), Object.hasOwn(change.keys, 'PK'))
      },
    })

    expect(
      await functionOf([habitual]).invoke([
        recordOf({ seq: 1, before: { n: { N: '1' } }, after: { n: { N: '2' } } }),
      ]),
    ).toEqual([])

    expect(seen).toEqual([true, '[object Object]', { PK: 'a', type: 'THING', n: 2 }, false, true, true])
  })

  it('cannot be changed, because every processor gets the same', () => {
    const item = lazyImage({ a: { S: 'x' }, m: { M: {} } }) as Record<string, unknown>

    for (const name of ['a', 'm', 'new'])
      expect(() => {
        item[name] = 1
      }).toThrow(TypeError)
    expect(() => delete item['a']).toThrow(TypeError)
    expect(Object.isFrozen(item)).toBe(true)
  })

  it('shows an attribute that cannot be read, and gives the others', () => {
    const bad = { X: 1 } as unknown as AttributeValue
    const item = lazyImage({ bad, none: null as unknown as AttributeValue, good: { SS: ['x'] } })

    expect(inspect(item)).toContain("good: Set(1) { 'x' }")
    expect(item['good']).toEqual(new Set(['x']))
    expect(() => item['bad']).toThrow(expect.objectContaining({ code: 'record.attribute-unknown' }))
    expect(() => item['none']).toThrow(expect.objectContaining({ code: 'record.attribute-malformed' }))
    expect(() => structuredClone(item)).toThrow(expect.objectContaining({ disposition: 'park' }))
  })
})
