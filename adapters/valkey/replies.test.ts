import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectCount, expectOk, scanReplyOf, textListOf, textOf } from './replies.ts'

/** A text in the shapes that settings of clients give it. */
const shapesOf = (text: string): readonly unknown[] => [
  text,
  Buffer.from(text),
  new Uint8Array(Buffer.from(text)),
  ...(/^(0|[1-9]\d{0,14})$/.test(text) ? [Number(text), BigInt(text)] : []),
]

const word = fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat().map(String), fc.constant(''))
const count = fc.oneof(fc.nat().map(String), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String))

const shaped = (texts: fc.Arbitrary<string>): fc.Arbitrary<readonly [text: string, reply: unknown]> =>
  texts.chain(text => fc.constantFrom(...shapesOf(text)).map(reply => [text, reply] as const))

const refused = expect.objectContaining({ code: 'cache.client-unsupported' }) as Error

/** What is no text at all. */
const odd = fc.constantFrom<unknown>(undefined, true, {}, [], new Map(), () => 'a')

describe('a reply', () => {
  it('is the same text as text, as bytes and as a number', () => {
    fc.assert(
      fc.property(shaped(word), ([text, reply]) => {
        expect(textOf(reply)).toBe(text)
      }),
    )
    expect(textOf(null)).toBeUndefined()
  })

  it('is a list of those, in an array or in a set', () => {
    fc.assert(
      fc.property(fc.array(shaped(word)), fc.boolean(), (members, isSet) => {
        const replies = members.map(([, reply]) => reply)
        const expected = members.map(([text]) => text)
        const distinct = isSet ? new Set(replies) : replies
        const found = textListOf(distinct)
        expect(isSet ? new Set(found) : found).toEqual(isSet ? new Set(expected) : expected)
      }),
    )
  })

  it.each<[unknown, (reply: unknown) => unknown, string]>([
    [7, textListOf, 'it answers with a number instead of a list'],
    [null, textListOf, 'it answers with null instead of a list'],
    [[], textOf, 'it answers with a list instead of a text'],
    [true, textOf, 'it answers with a boolean instead of a text'],
    [null, expectCount, 'it answers with null instead of a count'],
  ])('%j says what it is where it is refused', (reply, read, problem) => {
    expect(() => read(reply)).toThrow(expect.objectContaining({ detail: { problem } }))
  })

  it('that is null within a list is refused: it is no key of an empty name', () => {
    fc.assert(
      fc.property(fc.array(shaped(word)), fc.nat(), fc.oneof(fc.constant(null), odd), (members, at, bad) => {
        const replies = members.map(([, reply]) => reply)
        const list = replies.toSpliced(at % (replies.length + 1), 0, bad)

        expect(() => textListOf(list)).toThrow(refused)
        expect(() => textListOf(new Set(list))).toThrow(refused)
        expect(() => scanReplyOf(['0', list])).toThrow(refused)
      }),
    )
  })

  it('of a scan is where to go on, whatever shape that has, and what was found', () => {
    fc.assert(
      fc.property(shaped(count), fc.array(word), ([cursor, reply], found) => {
        expect(scanReplyOf([reply, found])).toEqual([cursor, found])
      }),
    )
  })

  it.each([[null], [''], ['QUEUED'], ['-1'], ['1.5'], [' 1'], [undefined], [[]]])(
    'of a scan does not begin anew for want of a place to go on: %j',
    cursor => {
      expect(() => scanReplyOf([cursor, []])).toThrow(refused)
      expect(() => expectCount(cursor)).toThrow(refused)
    },
  )

  it.each([[null], [[]], [['0']], [['0', [], 'more']], [new Map()], ['0']])(
    'is no page of a scan: %j',
    page => {
      expect(() => scanReplyOf(page)).toThrow(refused)
    },
  )

  it('is OK as text and as bytes, and by nothing else', () => {
    for (const reply of shapesOf('OK')) expect(() => expectOk(reply)).not.toThrow()
    for (const reply of [null, undefined, '', 'ok', 'QUEUED', 1, ['OK']])
      expect(() => expectOk(reply)).toThrow(refused)
  })
})
