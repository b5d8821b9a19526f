import { describe, expect, it } from 'vitest'
import { fieldTree } from './field-tree.ts'
import type { Fields } from './find-fields.ts'
import { findFields } from './find-fields.ts'

const found = (paths: readonly string[], event: Readonly<Record<string, unknown>>): Fields =>
  findFields(fieldTree(paths), event)

/** What is found at the only path, without the arrays that it is in. */
const valuesAt = (path: string, event: Readonly<Record<string, unknown>>): readonly unknown[] =>
  (found([path], event).at[0] ?? []).map(({ value }) => value)

describe('the leaves at a path', () => {
  it.each([
    ['a name', 'a', { a: 1 }, [1]],
    ['names', 'a.b', { a: { b: 1 } }, [1]],
    ['a name with dots', 'a.b', { 'a.b': 1 }, [1]],
    ['names with dots, joined at any of them', 'a.b.c', { a: { 'b.c': 1 }, 'a.b': { c: 2 } }, [1, 2]],
    ['a name that begins with a dot', '.a', { '.a': 1 }, [1]],
    ['a name of nothing', '.a', { '': { a: 1 } }, [1]],
    ['every element of arrays', 'a.b', { a: [{ b: 1 }, { b: [2, 3] }] }, [1, 2, 3]],
    ['null, and what is false', 'a', { a: [null, false, 0, ''] }, [null, false, 0, '']],
    ['nothing where there is an object', 'a', { a: { b: 1 } }, []],
    ['nothing where names end too early', 'a.b', { a: 1 }, []],
    ['nothing where there is no value', 'a', { a: undefined }, []],
    ['nothing that an object inherits', 'toString', {}, []],
  ])('are those of %s', (_, path, event, values) => {
    expect(valuesAt(path, event)).toEqual(values)
  })

  it('are given by the position of their path, and nothing besides', () => {
    const { at } = found(['a', 'b.c'], { a: 1, b: 2, d: 3 })

    expect(Object.keys(at)).toEqual(['0'])
  })

  it('know the elements of objects that they are in, from the inside out', () => {
    const { at, isInArray } = found(['a.b.c', 'a.d'], { a: [{ d: 1 }, { b: [{ c: 2 }], d: 3 }] })
    const [inner] = at[0] ?? []
    const [first, second] = at[1] ?? []

    expect(isInArray).toBe(true)
    expect([first?.membership?.index, second?.membership?.index]).toEqual([0, 1])
    expect(inner?.membership?.index).toBe(0)
    expect(inner?.membership?.outer).toEqual(second?.membership)
    expect(inner?.membership?.array).not.toBe(second?.membership?.array)
  })

  it('are in no element where an array holds plain values', () => {
    const { at, isInArray } = found(['a'], { a: [1, 2] })

    expect([at[0]?.[0]?.membership, isInArray]).toEqual([undefined, false])
  })
})
