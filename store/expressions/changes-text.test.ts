import { describe, expect, it } from 'vitest'
import type { Changes } from './changes.ts'
import { changes } from './changes.ts'
import { changesText, isRepeatable } from './changes-text.ts'
import { attribute } from './condition.ts'
import { expressionScope } from './expression-scope.ts'

type Any = Changes<Readonly<Record<string, unknown>>>

/** Changes as DynamoDB takes them, with names and values put back where their placeholders stand. */
const spoken = ({ list }: Any): string => {
  const scope = expressionScope({ floats: 'refuse', removeUndefined: false })
  const text = changesText(list, scope)
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = scope.attributes()
  return text
    .replace(/#n\d+/g, holder => names[holder] ?? holder)
    .replace(/:v\d+/g, holder => JSON.stringify(values[holder]))
}

describe('the text of changes', () => {
  it.each<[Any, string]>([
    [changes().set('a', 1), 'SET a = {"N":"1"}'],
    [changes().set('a', attribute('b')), 'SET a = b'],
    [changes().set('a', attribute('b').size()), 'SET a = size(b)'],
    [changes().setIfAbsent('a', 1), 'SET a = if_not_exists(a, {"N":"1"})'],
    [changes().setIfAbsent('a.b', attribute('c')), 'SET a.b = if_not_exists(a.b, c)'],
    [changes().increment('n', 2), 'SET n = n + {"N":"2"}'],
    [changes().decrement('n', 2), 'SET n = n - {"N":"2"}'],
    [changes().increment('n', 2, 0), 'SET n = if_not_exists(n, {"N":"0"}) + {"N":"2"}'],
    [changes().decrement('n', 2, 9), 'SET n = if_not_exists(n, {"N":"9"}) - {"N":"2"}'],
    [changes().append('l', ['x']), 'SET l = list_append(if_not_exists(l, {"L":[]}), {"L":[{"S":"x"}]})'],
    [changes().prepend('l', ['x']), 'SET l = list_append({"L":[{"S":"x"}]}, if_not_exists(l, {"L":[]}))'],
    [changes().remove('a', 'l[2]'), 'REMOVE a, l[2]'],
    [changes().add('n', 1), 'ADD n {"N":"1"}'],
    [changes().add('tags', new Set(['x'])), 'ADD tags {"SS":["x"]}'],
    [changes().delete('tags', new Set(['x'])), 'DELETE tags {"SS":["x"]}'],
    [changes(), ''],
  ])('says each word in that of DynamoDB: %#', (all, expected) => {
    expect(spoken(all)).toBe(expected)
  })

  it('has each clause once, whatever the order of the words', () => {
    const all = changes()
      .delete('d', new Set(['x']))
      .set('a', 1)
      .remove('b')
      .add('c', 1)
      .remove('e.f')
      .set(['g.h', 0], 2)

    expect(spoken(all)).toBe(
      'SET a = {"N":"1"}, g.h[0] = {"N":"2"} REMOVE b, e.f ADD c {"N":"1"} DELETE d {"SS":["x"]}',
    )
  })

  it.each<[string, () => Any]>([
    ['set', () => changes().set('a.b', new Set())],
    ['setIfAbsent', () => changes().setIfAbsent('a.b', new Set())],
    ['append', () => changes().append('a', [new Set()])],
    ['add', () => changes().add('a.b', new Set())],
    ['delete', () => changes().delete('a.b', new Set())],
  ])('refuses an empty set by its path: %s', (word, all) => {
    expect(() => spoken(all())).toThrow(
      expect.objectContaining({
        code: 'store.value-unsupported',
        detail: { path: word === 'append' ? 'a.0' : 'a.b', found: 'an empty set' },
      }) as Error,
    )
  })

  it.each<[string, () => Any]>([
    ['by', () => changes().increment('n', 0.1 + 0.2)],
    ['from', () => changes().decrement('n', 1, 0.1 + 0.2)],
  ])('refuses an inexact amount by its path: %s', (_, all) => {
    expect(() => spoken(all())).toThrow(
      expect.objectContaining({
        code: 'store.number-inexact',
        detail: expect.objectContaining({ path: 'n' }) as object,
      }) as Error,
    )
  })
})

describe('changes', () => {
  it.each<[string, () => unknown]>([
    ['a and a', () => changes().set('a', 1).remove('a')],
    ['a and a.b', () => changes().set('a', 1).set('a.b', 1)],
    ['a.b and a', () => changes().set('a.b', 1).set('a', 1)],
    ['a and a[0]', () => changes().remove('a', 'a[0]')],
  ])('cannot be made to %s in one update, which DynamoDB would refuse', (paths, all) => {
    expect(all).toThrow(
      expect.objectContaining({
        code: 'store.expression-invalid',
        detail: { problem: `one update cannot change both ${paths}` },
      }) as Error,
    )
  })

  it('can be made to neighbours', () => {
    expect(spoken(changes().remove('a.b', 'a.c', 'l[0]', 'l[1]', 'ab', ['a.b']))).toBe(
      'REMOVE a.b, a.c, l[0], l[1], ab, a.b',
    )
  })

  it('leave those that they go on from as they were', () => {
    const before = changes().set('a', 1)
    before.set('b', 2)

    expect(spoken(before)).toBe('SET a = {"N":"1"}')
    expect([before, before.list, before.list[0]].every(Object.isFrozen)).toBe(true)
  })

  it.each<[Any, boolean]>([
    [changes().set('a', 1), true],
    [changes().set('a', attribute('b')), false],
    [changes().set('a', attribute('b').size()), false],
    [changes().setIfAbsent('a', 1), true],
    [changes().setIfAbsent('a', attribute('b')), true],
    [changes().increment('a', 1), false],
    [changes().decrement('a', 1), false],
    [changes().append('a', [1]), false],
    [changes().prepend('a', [1]), false],
    [changes().remove('a.b'), true],
    [changes().remove('a[0].b'), true],
    [changes().remove('a[0]'), false],
    [changes().add('a', 1), false],
    [changes().add('a', new Set([1])), true],
    [changes().delete('a', new Set([1])), true],
  ])('leave the same when they are done twice, or are known not to: %#', ({ list }, expected) => {
    expect(list.map(isRepeatable)).toEqual([expected])
  })
})
