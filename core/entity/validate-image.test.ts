import type { EntityMatch } from './entity.ts'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { attributeMatches, entity } from './define-entity.ts'
import type { SchemaResult } from './standard-schema.ts'
import { validateImage } from './validate-image.ts'

const match = { type: 'PRODUCT' }
const image = { size: 's' }

const withSchema = (validate: () => SchemaResult<unknown> | Promise<SchemaResult<unknown>>) =>
  entity<'Product', unknown>('Product', {
    match,
    schema: { '~standard': { version: 1, vendor: 'zod', validate } },
  })
const refused = { issues: [{ message: 'no', path: ['size'], code: 'too_small' }] }
const said = 'Product'

describe('an image that an entity checks', () => {
  it('is what its schema makes of it, at once or later, and itself without one', async () => {
    expect(validateImage(entity('Product', { match }), image)).toBe(image)
    expect(
      validateImage(
        withSchema(() => ({ value: 'made' })),
        image,
      ),
    ).toBe('made')
    await expect(
      validateImage(
        withSchema(async () => Promise.resolve({ value: 'made' })),
        image,
      ),
    ).resolves.toBe('made')
  })

  it('is refused with the path and what was wanted there, in words that its library is known for', async () => {
    const error = expect.objectContaining({
      code: 'record.image-invalid',
      detail: { entity: said, issues: ['size: fails too_small'] },
    }) as Error

    expect(() =>
      validateImage(
        withSchema(() => refused),
        image,
      ),
    ).toThrow(error)
    await expect(
      validateImage(
        withSchema(async () => Promise.resolve(refused)),
        image,
      ),
    ).rejects.toThrow(error)
  })
})

describe('a schema that somebody wrote by hand', () => {
  const foreign = runInNewContext('Promise') as PromiseConstructor
  const later = (result: unknown): readonly [string, () => never][] => [
    ['a promise of another realm', () => foreign.resolve(result) as never],
    [
      'what only has then',
      () =>
        ({
          then: (take: (got: unknown) => void) => {
            take(result)
          },
        }) as never,
    ],
  ]

  it.each(later({ value: 'made' }))('may answer with %s', async (_, validate) => {
    await expect(validateImage(withSchema(validate), image)).resolves.toBe('made')
  })

  it.each(later(refused))('may refuse with %s', async (_, validate) => {
    await expect(validateImage(withSchema(validate), image)).rejects.toThrow('size: fails too_small')
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['no value and no issues', {}],
    ['an answer in the form of a library', { success: true, data: image }],
  ])('has not accepted an image by %s', (_, result) => {
    expect(() =>
      validateImage(
        withSchema(() => result as never),
        image,
      ),
    ).toThrow('neither a value nor issues')
  })

  it('may make nothing of an image', () => {
    expect(
      validateImage(
        withSchema(() => ({ value: undefined })),
        image,
      ),
    ).toBeUndefined()
  })
})

describe('an entity', () => {
  it.each([
    ['without a name', '', match, 'its name is empty'],
    ['that every item is of', 'All', {}, 'match names no attribute'],
  ])('is refused %s', (_, name, wanted, problem) => {
    expect(() => entity(name, { match: wanted })).toThrow(problem)
  })

  it.each([
    { wanted: [] },
    { wanted: 5 },
    { wanted: true },
    { wanted: null },
    { wanted: undefined },
    { wanted: ['A', 5] },
    { wanted: {} },
    { wanted: { prefix: 5 } },
    { wanted: { prefix: 'A', suffix: 'B' } },
    { wanted: { oneOf: ['A'] } },
  ])('is refused where an attribute cannot be what it wants: %j', ({ wanted }) => {
    const untyped = { type: 'A', kind: wanted } as unknown as EntityMatch

    expect(() => entity('Odd', { match: untyped })).toThrow('match wants of kind neither a text')
  })

  it('may be told by a list of one text', () => {
    expect(entity('One', { match: { type: ['A'] } }).match).toEqual({ type: ['A'] })
  })

  it('is told by what it was told by when it was named', () => {
    const given = { type: ['A', 'B'], PK: { prefix: 'A#' } }
    const named = entity('Kept', { match: given })
    given.type.push('C')
    given.PK.prefix = ''

    expect(named.match).toEqual({ type: ['A', 'B'], PK: { prefix: 'A#' } })
    expect(Object.values(named.match).every(Object.isFrozen)).toBe(true)
  })

  it.each([
    [{ S: 'PRODUCT' }, 'PRODUCT', true],
    [{ S: 'PRODUCT#1' }, 'PRODUCT', false],
    [{ S: 'PRODUCT#1' }, { prefix: 'PRODUCT#' }, true],
    [{ S: 'A#PRODUCT#1' }, { prefix: 'PRODUCT#' }, false],
    [{ S: 'B' }, ['A', 'B'], true],
    [{ S: 'C' }, ['A', 'B'], false],
    [{ B: 'PRODUCT' }, 'PRODUCT', false],
    [{ N: '1' }, ['1'], false],
    [undefined, { prefix: '' }, false],
  ])('has %j where it wants %j: %s', (value, wanted, expected) => {
    expect(attributeMatches(value, wanted)).toBe(expected)
  })
})
