import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeValue } from '../../test/support/arbitraries.ts'
import { canonicalJson } from './canonical-json.ts'
import { ExactNumber } from './exact-number.ts'
import { jsonText } from './json-text.ts'
import { plainJson } from './plain-json.ts'
import { unmarshal } from './unmarshal.ts'

const foreign = (source: string): unknown => runInNewContext(source) as unknown

const day = new Date('2026-01-01T00:00:00.000Z')
const thirty = '123456789012345678901234567890'

class Money {
  readonly amount = 5
}

class Spoken {
  readonly inner: unknown
  constructor(inner: unknown) {
    this.inner = inner
  }
  toJSON(): unknown {
    return this.inner
  }
}

const loop = (): unknown => {
  const node: Record<string, unknown> = {}
  node['list'] = [{ node }]
  return node
}

const deep = (levels: number): unknown => {
  let value: unknown = 'end'
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

const refusals: readonly (readonly [string, unknown])[] = [
  ['a Map', new Map([['a', 1]])],
  ['a WeakMap', new WeakMap()],
  ['a WeakSet', new WeakSet()],
  ['a RegExp', /a/],
  ['a Promise', Promise.resolve(1)],
  ['an Error', new Error('secret')],
  ['an instance of a class', new Money()],
  ['what has no more of an array than its prototype', Object.create(Array.prototype)],
  ['an instance without a constructor', Object.create(new Money())],
  [
    'an instance of a class that extends nothing',
    foreign('Object.create((class Odd extends null {}).prototype)'),
  ],
  ['a function', () => 1],
  ['a symbol', Symbol('s')],
  ['NaN', NaN],
  ['Infinity', -Infinity],
  ['a Date that is no time', new Date(NaN)],
  ['a boxed text', Object('x')],
  ['a boxed number', Object(1)],
  ['an iterator', [1].values()],
  [
    'a generator',
    (function* () {
      yield 1
    })(),
  ],
  ['a Map of another realm', foreign('new Map([[1, 2]])')],
  ['a Date of another realm that is no time', foreign('new Date(NaN)')],
  ['an instance of another realm', foreign('new (class Money { amount = 5 })()')],
  ['what toJSON gives, where that is refused', new Spoken(new Map())],
  ['an object that holds itself', loop()],
  [
    'a set that holds itself',
    (() => {
      const set = new Set<unknown>()
      set.add([set])
      return set
    })(),
  ],
  [
    'toJSON that gives ever more of itself',
    (() => {
      class Endless {
        toJSON(): unknown {
          return new Endless()
        }
      }
      return new Endless()
    })(),
  ],
  ['what is too deep', deep(100_000)],
]

const withOwn = { a: 1, toJSON: (): unknown => ({ ...withOwn, b: [2] }) }
const listItself: unknown[] = Object.assign([1, [2]], { toJSON: (): unknown => listItself })
const itself = { a: 1, toJSON: (): unknown => itself }

describe('the JSON of what leaves the process', () => {
  it.each<[string, unknown]>([
    ['a copy of the object, toJSON and all', withOwn],
    ['the list itself', listItself],
    ['the object itself', itself],
    ['a copy of it further down', { list: [withOwn] }],
  ])('is what JSON.stringify writes where toJSON gives %s', (_, value) => {
    expect(jsonText(value)).toBe(JSON.stringify(value))
  })

  it.each<[string, unknown, string]>([
    ['bytes', new Uint8Array([1, 2]), '"AQI="'],
    ['a Buffer, which has toJSON', Buffer.from('hello'), '"aGVsbG8="'],
    [
      'a part of a buffer',
      new Uint8Array(Buffer.from('xhellox').buffer, Buffer.from('').byteOffset, 0),
      '""',
    ],
    ['a DataView', new DataView(Uint8Array.of(9, 1, 2, 9).buffer, 1, 2), '"AQI="'],
    ['an ArrayBuffer', Uint8Array.of(1, 2).buffer, '"AQI="'],
    ['other typed arrays', Uint16Array.of(513), '"AQI="'],
    ['bytes of another realm', foreign('new Uint8Array([1, 2])'), '"AQI="'],
    ['an ArrayBuffer of another realm', foreign('new Uint8Array([1, 2]).buffer'), '"AQI="'],
    ['a set', new Set(['red', 'blue']), '["red","blue"]'],
    ['a set of another realm', foreign("new Set(['red'])"), '["red"]'],
    ['a set of bytes', new Set([Uint8Array.of(1)]), '["AQ=="]'],
    ['a set with toJSON', Object.assign(new Set([1]), { toJSON: () => 'no' }), '[1]'],
    ['an exact number', new ExactNumber(thirty), thirty],
    ['what an exact number says of itself', new ExactNumber(thirty).toJSON(), thirty],
    ['a bigint', BigInt(thirty), thirty],
    ['a date', day, '"2026-01-01T00:00:00.000Z"'],
    ['a date of another realm', foreign('new Date(1767225600000)'), '"2026-01-01T00:00:00.000Z"'],
    ['a URL, by its toJSON', new URL('https://a.example/x'), '"https://a.example/x"'],
    ['an instance with toJSON', new Spoken({ n: new Set([1n]) }), '{"n":[1]}'],
    ['toJSON that gives undefined', [new Spoken(undefined)], '[null]'],
    ['toJSON inside toJSON', new Spoken(new Spoken(day)), '"2026-01-01T00:00:00.000Z"'],
    ['a plain object with toJSON', { toJSON: () => 5 }, '5'],
    ['a toJSON that is no function', { toJSON: 'text' }, '{"toJSON":"text"}'],
    ['undefined in an object', { a: undefined, b: 1 }, '{"b":1}'],
    ['undefined and holes in an array', [undefined, , 1], '[null,null,1]'],
    ['nothing at all', undefined, 'null'],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
    ['a plain object of another realm', foreign('({ a: [1, { b: null }] })'), '{"a":[1,{"b":null}]}'],
    ['an own __proto__', JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
    [
      'the same object twice',
      (() => {
        const same = { a: 1 }
        return [same, same]
      })(),
      '[{"a":1},{"a":1}]',
    ],
    ['minus zero', -0, '0'],
    ['what is deep', deep(400), JSON.stringify(deep(400))],
  ])('writes %s', (_, value, text) => {
    expect(jsonText(value)).toBe(text)
    expect(canonicalJson({ x: value })).toBe(
      value === undefined ? '{}' : `{"x":${_ === 'a set' ? '["blue","red"]' : text}}`,
    )
  })

  it.each(refusals)('refuses %s, and says where it is', (_, value) => {
    for (const write of [jsonText, canonicalJson, plainJson])
      expect(() => write({ lines: [0, { at: value }] })).toThrow(
        expect.objectContaining({
          code: 'sink.value-unsupported',
          disposition: 'park',
          scope: 'record',
          detail: {
            path: expect.stringMatching(/^lines\.1\.at/) as unknown,
            found: expect.any(String) as unknown,
          },
          message: expect.not.stringContaining('secret') as unknown,
        }),
      )
  })

  it('writes undefined in a set as in an array', () => {
    expect(jsonText(new Set([undefined, 1]))).toBe('[null,1]')
    expect(canonicalJson(new Set([undefined, 1]))).toBe('[1,null]')
  })

  it.each([
    ['nothing', (value: object): unknown => value],
    ['an object', (value: object): unknown => ({ name: value })],
    ['an array', (value: object): unknown => ['first', value]],
  ])('tells toJSON the name that JSON.stringify tells it, in %s', (_, holder) => {
    const value = holder({ toJSON: (name: unknown) => ({ name, type: typeof name }) })

    expect(jsonText(value)).toBe(JSON.stringify(value))
  })

  it('is read with all digits: as an exact number where DynamoDB has such, and else as text that prints them', () => {
    const sixty = BigInt(thirty.repeat(2))

    expect(plainJson({ a: BigInt(thirty), b: [1.5] })).toEqual({ a: new ExactNumber(thirty), b: [1.5] })
    expect(plainJson(BigInt(thirty))).toBeInstanceOf(ExactNumber)
    expect(JSON.stringify(plainJson([sixty]))).toBe(`[${sixty}]`)
  })

  it('refuses names that hold half of a character, wherever they stand', () => {
    const names = ['abc\ud83d', '\ude00', 'a\ud83db', '\ud83d\ud83d\ude00']
    for (const name of names)
      for (const write of [jsonText, canonicalJson, plainJson]) {
        expect(() => write({ [name]: 1 })).toThrow(expect.objectContaining({ code: 'record.text-malformed' }))
        expect(() => write([new Set([{ a: { [name]: 1 } }])])).toThrow(
          expect.objectContaining({ message: expect.stringContaining('0.0.a.') as unknown }),
        )
      }
    expect(jsonText({ 'abc😀': 1 })).toBe('{"abc😀":1}')
  })

  it('keeps half of a character of a value as an escape in a message, and as U+FFFD in a document', () => {
    expect(jsonText({ a: 'abc\ud83d' })).toBe('{"a":"abc\\ud83d"}')
    expect(canonicalJson({ a: ['abc\ud83d', '\ude00😀'] })).toBe('{"a":["abc\ufffd","\ufffd😀"]}')
  })

  it('says what JSON.stringify says of plain JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(jsonText(value)).toBe(JSON.stringify(value))
        expect(plainJson(value)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('is JSON of the same content in whatever order it was put together', () => {
    const shuffled = (value: unknown): unknown => {
      if (value instanceof Set) return new Set([...value].toReversed())
      if (Array.isArray(value)) return value.map(shuffled)
      if (
        typeof value !== 'object' ||
        value === null ||
        ArrayBuffer.isView(value) ||
        value instanceof ExactNumber
      )
        return value
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([name, each]) => [name, shuffled(each)]),
      )
    }
    fc.assert(
      fc.property(attributeValue, value => {
        const plain = unmarshal(value)
        const text = canonicalJson(plain)

        expect(canonicalJson(shuffled(plain))).toBe(text)
        expect(JSON.stringify(plainJson(plain))).toBe(jsonText(plain))
      }),
    )
  })
})
