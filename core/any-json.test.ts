import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyJson } from './any-json.ts'

describe('anyJson', () => {
  it('writes what JSON holds as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        const json = JSON.stringify([value])

        expect(anyJson(JSON.parse(json))).toBe(json)
      }),
    )
  })

  it('writes JSON, whatever it is given', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
      withObjectString: true,
    })
    fc.assert(
      fc.property(anything, value => {
        expect(() => JSON.parse(anyJson(value)) as unknown).not.toThrow()
      }),
      {
        numRuns: 1_000,
      },
    )
  })

  it.each<[string, () => unknown, unknown]>([
    ['bytes as base64 text', () => ({ B: Buffer.from('hi') }), { B: 'aGk=' }],
    ['a bigint as its digits', () => ({ N: 12345678901234567890n }), { N: '12345678901234567890' }],
    ['a number that is none as its name', () => [Number.NaN, -Infinity], ['NaN', '-Infinity']],
    ['a time as ISO text', () => [new Date(0), new Date(Number.NaN)], ['1970-01-01T00:00:00.000Z', null]],
    ['a set as a list', () => new Set(['a']), ['a']],
    ['a map as an object', () => new Map([['a', 1n]]), { a: '1' }],
    ['nothing for what is undefined', () => ({ a: undefined, b: [undefined] }), { b: [null] }],
    [
      'what throws when it is read as unreadable',
      () => ({
        get a(): unknown {
          throw new Error('no')
        },
        b: 1,
      }),
      { a: '(unreadable)', b: 1 },
    ],
  ])('writes %s', (_, make, json) => {
    expect(JSON.parse(anyJson(make()))).toEqual(json)
  })

  it('writes a value that holds itself once', () => {
    const value: Record<string, unknown> = { a: 1, twice: [] }
    value['self'] = value
    value['again'] = value['twice']

    expect(JSON.parse(anyJson(value))).toEqual({ a: 1, twice: [], self: '(cycle)', again: [] })
  })

  it('goes as deep as the value', () => {
    let value: unknown = 'x'
    for (let level = 0; level < 100_000; level += 1) value = { M: [value] }

    expect(anyJson(value)).toHaveLength(100_000 * '{"M":[]}'.length + '"x"'.length)
  })
})
