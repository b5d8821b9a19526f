import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeValue } from '../../test/support/arbitraries.ts'
import { sameAttribute } from '../diff/same-attribute.ts'
import { marshal, marshalItem } from './marshal.ts'
import { unmarshal } from './unmarshal.ts'

const hasBinarySet = (value: unknown): boolean => JSON.stringify(value).includes('"BS"')

describe('marshal', () => {
  it('gives back what unmarshal read, to the last digit', () => {
    fc.assert(
      fc.property(attributeValue, value => {
        fc.pre(!hasBinarySet(value))
        return sameAttribute(marshal(unmarshal(value)), value)
      }),
    )
  })

  it('leaves attributes out that are undefined', () => {
    expect(marshalItem({ a: 1, b: undefined })).toEqual({ a: { N: '1' } })
  })

  it.each([
    [{ price: Number.NaN }, 'NaN at price'],
    [{ tags: new Set() }, 'an empty set at tags'],
    [{ deep: { run: () => 1 } }, 'function at deep.run'],
  ])('refuses %o', (item, message) => {
    expect(() => marshalItem(item)).toThrow(message)
  })
})
