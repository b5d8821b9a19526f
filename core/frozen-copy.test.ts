import { expect, it } from 'vitest'
import { frozenCopy } from './frozen-copy.ts'

it('keeps what was given, whatever becomes of the original', () => {
  const given = { text: 'a', list: ['b', { N: '1' }], none: null, flag: true, left: undefined }
  const copy = frozenCopy(given)
  given.text = 'changed'
  given.list.push('more')
  Object.assign(given.list[1] as object, { N: '2' })

  expect(copy).toStrictEqual({ text: 'a', list: ['b', { N: '1' }], none: null, flag: true, left: undefined })
})

it('can be changed at no depth', () => {
  const copy = frozenCopy({ list: [{ N: '1' }] })

  expect([copy, copy.list, copy.list[0]].every(Object.isFrozen)).toBe(true)
})

it.each(['a', 1, 1n, null, undefined, true])('is the value itself where it is no object: %o', value => {
  expect(frozenCopy(value)).toBe(value)
})
