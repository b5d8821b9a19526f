import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyJson } from './any-json.ts'
import { ExactNumber } from './attributes/exact-number.ts'
import { describeError } from './errors/describe-error.ts'

const unlisted = new Proxy(
  {},
  {
    ownKeys: () => {
      throw new Error('no')
    },
  },
)

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

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
      { numRuns: 200 },
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

  it('writes a number with all its digits, as JSON.stringify does', () => {
    const number = new ExactNumber('12345678901234567890.123456789')
    const says = { toJSON: () => ({ list: [number, 0.5, 1e21, '1'], number }) }

    for (const value of [number, number.toJSON(), { number }, [number], says, { says: [says] }])
      expect(anyJson(value)).toBe(JSON.stringify(value))
  })

  it.each<[string, unknown]>([
    ['another realm', runInNewContext('({ a: new Date(0), b: new Set([1]), c: new Map([["x", 1]]) })')],
    ['this one', { a: new Date(0), b: new Set([1]), c: new Map([['x', 1]]) }],
  ])('knows things of %s', (_, value) => {
    expect(anyJson(value)).toBe('{"a":"1970-01-01T00:00:00.000Z","b":[1],"c":{"x":1}}')
  })

  it.each<[string, unknown, string]>([
    ['a part of a buffer', new Uint8Array(Uint8Array.of(9, 1, 2, 9).buffer, 1, 2), '"AQI="'],
    ['an ArrayBuffer', Uint8Array.of(1, 2).buffer, '"AQI="'],
    ['a function and a symbol', [() => 1, Symbol('s'), { a: () => 1, b: Symbol('s') }], '[null,null,{}]'],
    ['what JSON has no word for', undefined, 'null'],
    ['a map whose names are no texts', new Map<unknown, unknown>([[1, { a: 2 }]]), '{"1":{"a":2}}'],
    [
      'toJSON that gives undefined',
      { a: { toJSON: () => undefined }, b: [{ toJSON: () => undefined }] },
      '{"b":[null]}',
    ],
    ['toJSON that is none', { toJSON: 'text' }, '{"toJSON":"text"}'],
    ['toJSON that throws', [{ toJSON: () => BigInt('x') }, 1], '["(unreadable)",1]'],
    ['what cannot be listed', [unlisted, 1], '["(unreadable)",1]'],
    ['a revoked proxy', [revoked(), 1], '["(unreadable)",1]'],
    ['one object twice', ((same: object) => [same, { same }])({ a: 1 }), '[{"a":1},{"same":{"a":1}}]'],
    [
      'lists and objects beside each other',
      [[1, 2], {}, [[]], { a: [{}], b: 'x' }],
      '[[1,2],{},[[]],{"a":[{}],"b":"x"}]',
    ],
    ['an array that holds itself', ((list: unknown[]) => (list.push([list]), list))([1]), '[1,["(cycle)"]]'],
    ['names that are to be escaped', { 'a"\n': 1 }, '{"a\\"\\n":1}'],
  ])('writes %s', (_, value, json) => {
    expect(anyJson(value)).toBe(json)
  })

  it('writes of an error what describeError says of it, wherever it stands', () => {
    const error = new TypeError('no', { cause: new Error('why') })

    expect(JSON.parse(anyJson([{ error }]))).toEqual([{ error: describeError(error) }])
  })

  it('writes a value that holds itself once', () => {
    const value: Record<string, unknown> = { a: 1, twice: [] }
    value['self'] = value
    value['again'] = value['twice']

    expect(JSON.parse(anyJson(value))).toEqual({ a: 1, twice: [], self: '(cycle)', again: [] })
  })

  it('goes as deep as the value', () => {
    let value: unknown = 'x'
    for (let level = 0; level < 10_000; level += 1) value = { M: [value] }

    expect(anyJson(value)).toHaveLength(10_000 * '{"M":[]}'.length + '"x"'.length)
  })
})
