import { expect, it } from 'vitest'
import { doneOf } from './done-of.ts'

it.each([
  [undefined, 'applied'],
  [null, 'applied'],
  ['applied', 'applied'],
  ['unchanged', 'unchanged'],
  ['', 'applied'],
  [false, 'applied'],
  [{ name: 'Error', message: 'no' }, 'applied'],
])('a handler that returns %o has said: %s', (returned, done) => {
  expect(doneOf(returned)).toBe(done)
})

it('a handler that returns an error has failed with it', () => {
  const error = new TypeError('no')

  expect(() => doneOf(error)).toThrow(error)
})
