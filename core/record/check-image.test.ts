import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Image } from '../attributes/attribute-value.ts'
import { problemInImage } from './check-image.ts'
import { isSoundImage, maxLevels } from './sound-image.ts'

/** Values as a stream may not carry them, and as it may. */
const content = fc.oneof(
  fc.constantFrom<unknown>(
    'x',
    '',
    7,
    true,
    false,
    null,
    undefined,
    [],
    ['x'],
    ['x', 7],
    [null],
    {},
    { S: 'x' },
  ),
)
const type = fc.constantFrom(
  'S',
  'N',
  'B',
  'BOOL',
  'NULL',
  'SS',
  'NS',
  'BS',
  'M',
  'L',
  'NEW',
  'new',
  '',
  'TOOLONGONE',
)
const typed = fc.tuple(type, content).map(([name, value]): unknown => ({ [name]: value }))
const leaf = fc.oneof(
  { weight: 4, arbitrary: typed },
  fc.constantFrom<unknown>(
    undefined,
    null,
    'x',
    7,
    [],
    {},
    { S: 'x', N: '1' },
    { SS: ['a', 'b'] },
    { NULL: true },
  ),
)
const value: fc.Arbitrary<unknown> = fc.letrec<{ readonly any: unknown }>(tie => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('any'), { maxLength: 3 }).map(L => ({ L })),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('any')).map(M => ({ M })),
  ),
})).any

/** A text inside so many lists and maps, as the letters say. */
const nested = (levels: readonly ('L' | 'M')[], inside: unknown): unknown =>
  levels.reduceRight<unknown>(
    (inner, level) => (level === 'L' ? { L: [inner] } : { M: { a: inner } }),
    inside,
  )

describe('what is wrong with an image', () => {
  it('is said of those, and only of those, that are not sound', () => {
    fc.assert(
      fc.property(fc.oneof(value, fc.dictionary(fc.string(), value)), image => {
        const isSound = isSoundImage(image as Image)

        // An image that is null is told apart before: it is as good as none.
        if (image !== null) expect(problemInImage(image, 'NewImage') === undefined).toBe(isSound)
      }),
      { numRuns: 400 },
    )
  })

  it('is its depth where it goes deeper than it may, through lists, maps or both', () => {
    const levels = fc.array(fc.constantFrom('L' as const, 'M' as const), {
      minLength: maxLevels - 2,
      maxLength: maxLevels + 2,
    })
    fc.assert(
      fc.property(levels, all => {
        const image = { a: nested(all, { S: 'x' }) }
        const isTooDeep = all.length > maxLevels

        expect(isSoundImage(image as Image)).toBe(!isTooDeep)
        expect(problemInImage(image, 'NewImage')?.endsWith('goes deeper than 64 levels') ?? false).toBe(
          isTooDeep,
        )
      }),
    )
  })

  it.each([undefined, null])('is nothing where there is none: %s', image => {
    expect(problemInImage(image, 'NewImage')).toBeUndefined()
  })

  it.each<[unknown, string]>([
    [7, 'NewImage is a number'],
    [{ a: { SS: ['x', 7] } }, 'NewImage.a is of type SS but holds a list'],
    [{ a: { NS: [null] } }, 'NewImage.a is of type NS but holds a list'],
    [{ a: 'x' }, 'NewImage.a is a text without a type'],
    [{ a: {} }, 'NewImage.a has no type'],
    [{ a: { S: 'x', N: '1' } }, 'NewImage.a has 2 types'],
    [{ a: { odd: 'x' } }, 'NewImage.a has no type of DynamoDB'],
    [{ a: { L: [{ S: 'x' }, { N: 7 }] } }, 'NewImage.a.1 is of type N but holds a number'],
    [
      { a: { M: { b: { L: [{ M: { c: { BOOL: 'true' } } }] } } } },
      'NewImage.a.b.0.c is of type BOOL but holds a text',
    ],
  ])('%j is told by its path: %s', (image, problem) => {
    expect(problemInImage(image, 'NewImage')).toBe(problem)
    expect(isSoundImage(image as Image)).toBe(false)
  })
})
