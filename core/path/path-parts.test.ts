import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeAt, locate } from '../diff/attribute-at.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import { filterCriteria } from '../registry/criteria.ts'
import { registry } from '../registry/define-registry.ts'
import { pathParts, pathProblem } from './path-parts.ts'

/** Names as other people have them; those with dots or brackets are for tests of their own. */
const name = fc.oneof(
  fc.constantFrom(
    '2024',
    '0',
    '01',
    '-1',
    'status',
    '#n',
    ':v',
    'Größe',
    '\u{1F600}',
    'a b',
    'constructor',
    '__proto__',
  ),
  fc.string({ minLength: 1, unit: 'grapheme' }).filter(text => !/[.[\]]/.test(text)),
)

interface Placed {
  readonly path: string
  readonly value: AttributeValue
}

/** A value under a random way of maps and lists, and the path that leads to it. */
const below: fc.Arbitrary<Placed> = fc.array(fc.oneof(name, fc.nat(3)), { maxLength: 4 }).map(way =>
  way.reduceRight<Placed>(
    ({ path, value }, part) =>
      typeof part === 'number'
        ? {
            path: `[${part}]${path}`,
            value: { L: [...Array<AttributeValue>(part).fill({ S: 'no' }), value] },
          }
        : { path: `.${part}${path}`, value: { M: Object.fromEntries([[part, value]]) } },
    { path: '', value: { S: 'here' } },
  ),
)

describe('a path', () => {
  it('leads to what stands there, through maps with any names, digits too, and through lists', () => {
    fc.assert(
      fc.property(name, below, (top, { path, value }) => {
        const image: Image = Object.fromEntries([[top, value]])

        expect(pathProblem(`${top}${path}`)).toBeUndefined()
        expect(attributeAt(image, `${top}${path}`)).toEqual({ S: 'here' })
      }),
      { numRuns: 500 },
    )
  })

  it('of names with dots is found by the whole name, at the top and in maps', () => {
    const dotted = fc.array(name, { minLength: 2, maxLength: 3 }).map(parts => parts.join('.'))
    fc.assert(
      fc.property(dotted, dotted, (top, inner) => {
        const value: AttributeValue = { S: 'here' }

        expect(attributeAt(Object.fromEntries([[top, value]]), top)).toEqual(value)
        const image: Image = { m: { M: Object.fromEntries([[inner, value]]) } }
        expect(locate(image, `m.${inner}`)).toEqual({ address: ['m', inner], value })
      }),
    )
  })

  it('reads a part of digits by what is there, and brackets as a position alone', () => {
    const map: Image = { x: { M: { 0: { S: 'key' } } } }
    const list: Image = { x: { L: [{ S: 'entry' }] } }
    const whole: Image = { 'x[0]': { S: 'a name' } }
    const at = (path: string): readonly (AttributeValue | undefined)[] =>
      [map, list, whole].map(image => attributeAt(image, path))

    expect(at('x.0')).toEqual([{ S: 'key' }, { S: 'entry' }, undefined])
    expect(at('x[0]')).toEqual([undefined, { S: 'entry' }, undefined])
    expect(attributeAt({ x: { L: [{ S: 'entry' }] } }, 'x.')).toBeUndefined()
    expect(attributeAt({ x: { L: [{ S: 'entry' }] } }, 'x.00')).toBeUndefined()
  })

  it.each(['tags[]', 'user[name]', 'a[', ']', 'x[y].z', '[a]', 'a.b', 'x[0]', 'x[0][12].y'])(
    'may be %s',
    path => {
      expect(pathProblem(path)).toBeUndefined()
      expect(() => everything().changed(path)).not.toThrow()
    },
  )

  it.each([
    '',
    'x[-1]',
    'x[01]',
    'x[*]',
    'x[0]y',
    'x[0',
    'x[1:2]',
    'x[ 0 ]',
    '[0]',
    'a.[0]',
    'x[0][-1]',
    'x[1.5]',
  ])('is refused as %j, in filters too', path => {
    const refused = expect.objectContaining({ code: 'filter.argument-invalid' }) as Error

    expect(pathProblem(path)).toBeDefined()
    expect(() => everything().changed(path)).toThrow(refused)
    expect(() => everything().became(path, 'x')).toThrow(refused)
    expect(() => everything().where({ [path]: 'x' })).toThrow(refused)
  })

  it('is taken apart at dots and positions alone', () => {
    expect(pathParts('a[0][1].b.2024')).toEqual(['a', 0, 1, 'b', '2024'])
  })
})

describe('a condition on a position', () => {
  it('keeps no record away before the function that would match it', () => {
    const ofFirst = processor({
      name: 'first',
      filter: everything().where({ status: 'y', 'lines[0]': 'x' }),
      handle: async () => Promise.resolve(),
    })

    expect(JSON.stringify(filterCriteria(registry([ofFirst])))).not.toContain('lines')
  })
})
