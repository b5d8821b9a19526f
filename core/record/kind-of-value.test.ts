import { expect, it } from 'vitest'
import { isFields, kindOfValue } from './kind-of-value.ts'

it.each<[unknown, string, boolean]>([
  [null, 'null', false],
  [undefined, 'missing', false],
  [[], 'a list', false],
  [[{}], 'a list', false],
  [{}, 'an object', true],
  [new Date(0), 'an object', true],
  ['', 'a text', false],
  ['object', 'a text', false],
  [0, 'a number', false],
  [Number.NaN, 'a number', false],
  [false, 'a boolean', false],
  [7n, 'a bigint', false],
  [() => undefined, 'a function', false],
  [Symbol('x'), 'a symbol', false],
])('%o is %s; has fields: %s', (value, kind, hasFields) => {
  expect(kindOfValue(value)).toBe(kind)
  expect(isFields(value)).toBe(hasFields)
})
