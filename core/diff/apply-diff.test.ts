import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import { applyDiff } from './apply-diff.ts'
import type { DiffEntry } from './image-diff.ts'

const texts = (...all: readonly string[]): AttributeValue => ({ L: all.map(S => ({ S })) })
const applied = (
  before: AttributeValue | undefined,
  ...diff: readonly DiffEntry[]
): AttributeValue | undefined => applyDiff(before === undefined ? {} : { a: before }, diff)?.['a']

describe('a diff that is applied', () => {
  it('cuts a list at the first element that is removed', () => {
    const gone = (index: number): DiffEntry => ({ op: 'remove', path: ['a', index], from: { S: 'x' } })

    expect(applied(texts('x', 'y', 'z'), gone(2))).toEqual(texts('x', 'y'))
    expect(applied(texts('x', 'y', 'z'), gone(1), gone(2))).toEqual(texts('x'))
  })

  it('changes and adds elements where they stand', () => {
    const at = (index: number): DiffEntry => ({ op: 'add', path: ['a', index], to: { S: 'new' } })

    expect(applied(texts('x', 'y'), at(1))).toEqual(texts('x', 'new'))
    expect(applied(texts('x'), at(1))).toEqual(texts('x', 'new'))
    expect(applied(undefined, at(0))).toEqual(texts('new'))
  })

  it('takes members out of a set by value, and adds others behind those that stay', () => {
    const numbers: DiffEntry = { op: 'set', path: ['a'], type: 'NS', added: ['3'], removed: ['1.0'] }
    const words: DiffEntry = { op: 'set', path: ['a'], type: 'SS', added: ['c'], removed: ['1.0'] }

    expect(applied({ NS: ['1', '2'] }, numbers)).toEqual({ NS: ['2', '3'] })
    expect(applied({ SS: ['1', '1.0'] }, words)).toEqual({ SS: ['1', 'c'] })
    expect(applied(undefined, words)).toEqual({ SS: ['c'] })
  })

  it('removes and changes what stands in a map, and leaves the rest', () => {
    const before: AttributeValue = { M: { b: { S: 'x' }, c: { S: 'y' } } }

    expect(applied(before, { op: 'remove', path: ['a', 'b'], from: { S: 'x' } })).toEqual({
      M: { c: { S: 'y' } },
    })
    expect(applied(undefined, { op: 'add', path: ['a', 'b'], to: { S: 'x' } })).toEqual({
      M: { b: { S: 'x' } },
    })
    expect(applied({ S: 'text' }, { op: 'add', path: ['a', 'b'], to: { S: 'x' } })).toEqual({
      M: { b: { S: 'x' } },
    })
  })

  it('names an attribute like a property of objects without harm', () => {
    const image = applyDiff({}, [{ op: 'add', path: ['__proto__'], to: { S: 'x' } }])

    expect(Object.getOwnPropertyDescriptors(image ?? {})).toEqual(
      Object.getOwnPropertyDescriptors(JSON.parse('{"__proto__":{"S":"x"}}')),
    )
  })

  it('makes an item of nothing, and nothing of an item', () => {
    expect(applyDiff(undefined, [{ op: 'add', path: [], to: { M: { a: { S: 'x' } } } }])).toEqual({
      a: { S: 'x' },
    })
    expect(applyDiff({ a: { S: 'x' } }, [{ op: 'remove', path: [], from: { M: {} } }])).toBeUndefined()
    expect(applyDiff({ a: { S: 'x' } }, [])).toEqual({ a: { S: 'x' } })
  })
})
