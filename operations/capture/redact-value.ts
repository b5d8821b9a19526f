import { canonicalNumber } from '../../core/attributes/decimal.ts'
import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import type { SymbolPlace } from './shape-cipher.ts'
import { encipher } from './shape-cipher.ts'

/**
 * Characters that may stand for each other: of one kind, and of one length in UTF-8, so that an item's size stays
 * what it was. Each is a list of ranges of code points.
 */
const kinds: readonly (readonly (readonly [from: number, to: number])[])[] = [
  [[0x30, 0x39]],
  [[0x61, 0x7a]],
  [[0x41, 0x5a]],
  [
    [0x20, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x60],
    [0x7b, 0x7e],
  ],
  [
    [0x00, 0x1f],
    [0x7f, 0x7f],
  ],
  [[0x80, 0x7ff]],
  [
    [0x800, 0xd7ff],
    [0xe000, 0xffff],
  ],
  [[0x10000, 0x10ffff]],
]

type Kind = (typeof kinds)[number]

const sizeOf = (kind: Kind): number => kind.reduce((sum, [from, to]) => sum + to - from + 1, 0)

const kindOf = (point: number): Kind =>
  kinds.find(kind => kind.some(([from, to]) => point >= from && point <= to)) ?? [[point, point]]

const positionIn = (kind: Kind, point: number): number => {
  let before = 0
  for (const [from, to] of kind) {
    if (point >= from && point <= to) return before + point - from
    before += to - from + 1
  }
  return before
}

const pointAt = (kind: Kind, position: number): number => {
  let rest = position
  for (const [from, to] of kind) {
    if (rest <= to - from) return from + rest
    rest -= to - from + 1
  }
  return 0
}

const redactText = (text: string, key: string): string => {
  const points = Array.from(text, char => char.codePointAt(0) ?? 0)
  const symbols = points.map((point): SymbolPlace => {
    const kind = kindOf(point)
    return { size: sizeOf(kind), value: positionIn(kind, point) }
  })
  return encipher(symbols, key)
    .map(({ value }, index) => String.fromCodePoint(pointAt(kindOf(points[index] ?? 0), value)))
    .join('')
}

/**
 * Sign, exponent, decimal point and the zeros that only give the size stay; the first digit and the last one behind a
 * point stay different from 0. So what comes out is written as DynamoDB writes numbers, and another number for another.
 */
const redactNumber = (text: string, key: string): string => {
  const canonical = canonicalNumber(text)
  if (canonical === '0') return canonical
  const [mantissa = '', exponent] = canonical.split('E')
  const first = mantissa.search(/[1-9]/)
  const last = mantissa.includes('.') ? mantissa.length - 1 : -1
  const isDigit = (at: number): boolean => at >= first && mantissa.charAt(at) !== '.'
  const places = Array.from(mantissa, (_, at) => at).filter(isDigit)
  const lowest = (at: number): number => (at === first || at === last ? 1 : 0)
  const symbols = places.map(at => ({
    size: 10 - lowest(at),
    value: Number(mantissa.charAt(at)) - lowest(at),
  }))
  const digits = new Map(
    encipher(symbols, `${key}\0${canonical.replaceAll(/[1-9]/g, '0')}`).map(({ value }, index) => {
      const at = places[index] ?? 0
      return [at, String(value + lowest(at))]
    }),
  )
  const redacted = Array.from(mantissa, (char, at) => digits.get(at) ?? char).join('')
  return exponent === undefined ? redacted : `${redacted}E${exponent}`
}

const redactBytes = (base64: string, key: string): string => {
  const symbols = Array.from(Buffer.from(base64, 'base64'), value => ({ size: 256, value }))
  return Buffer.from(encipher(symbols, key).map(({ value }) => value)).toString('base64')
}

/**
 * Another value of the same type and length for a value: under one salt the same one for the same value, and
 * different ones for different values. Of a list or map the values are replaced, names stay. Zero, null and what is
 * empty stay, having nothing to tell but that.
 */
export const redactValue = (value: AttributeValue, salt: string): AttributeValue => {
  if ('S' in value) return { S: redactText(value.S, `${salt}\0S`) }
  if ('N' in value) return { N: redactNumber(value.N, `${salt}\0N`) }
  if ('B' in value) return { B: redactBytes(value.B, `${salt}\0B`) }
  if ('SS' in value) return { SS: value.SS.map(each => redactText(each, `${salt}\0S`)) }
  if ('NS' in value) return { NS: value.NS.map(each => redactNumber(each, `${salt}\0N`)) }
  if ('BS' in value) return { BS: value.BS.map(each => redactBytes(each, `${salt}\0B`)) }
  if ('BOOL' in value) {
    const [turned = { value: 0 }] = encipher([{ size: 2, value: Number(value.BOOL) }], `${salt}\0BOOL`)
    return { BOOL: turned.value === 1 }
  }
  if ('L' in value) return { L: value.L.map(each => redactValue(each, salt)) }
  if ('M' in value) {
    const entries = Object.entries(value.M).map(([name, each]) => [name, redactValue(each, salt)] as const)
    return { M: Object.fromEntries(entries) }
  }
  return value
}
